"""Draws a dashboard's JSON with invented data: HTML (SVG inside) -> PNG by headless chromium. A wireframe, faithful to Grafana's grid (24 columns, 30 px rows, 8 px gaps)."""
import json, math, random, html, subprocess, sys, re
import os
from invented import data as invented
OUT=os.environ.get("SUFFIX",""); LIGHT=os.environ.get("THEME")=="light"
W=1600; PAD=16; GAP=8; RH=30
CW=(W-2*PAD+GAP)/24
TH=dict(canvas="#111217",panel="#181b1f",border="rgba(204,204,220,0.12)",text="rgb(204,204,220)",dim="rgba(204,204,220,0.65)",grid="rgba(204,204,220,0.09)")
if LIGHT: TH=dict(canvas="#f4f5f5",panel="#ffffff",border="rgba(36,41,46,0.12)",text="rgb(36,41,46)",dim="rgba(36,41,46,0.75)",grid="rgba(36,41,46,0.09)")
NAMED={"text":TH["text"],"transparent":"transparent","red":"#F2495C","orange":"#FF9830","yellow":"#FADE2A","blue":"#5794F2","purple":"#B877D9","green":"#73BF69","dark-red":"#C4162A","semi-dark-red":"#E02F44","semi-dark-orange":"#FF780A","dark-blue":"#1F60C4","dark-purple":"#8F3BB8","semi-dark-blue":"#3274D9","dark-yellow":"#E0B400"}
if LIGHT: NAMED.update({"red":"#E02F44","orange":"#FF780A","dark-yellow":"#CC9D00","purple":"#A352CC","dark-red":"#AD0317"})
col=lambda c: NAMED.get(c,c)
esc=html.escape
def fmt(v,unit,dec=None):
    if v is None: return "–"
    if unit=="percentunit":
        d=dec if dec is not None else (0 if abs(v)>=.1 or v==0 else 1 if abs(v)>=.01 else 2); return f"{v*100:.{d}f}%"
    if unit=="s":
        if abs(v)<1: return f"{v*1000:.0f} ms"
        return f"{v:.2f} s" if v<60 else f"{v/60:.0f} min" if v<7200 else f"{v/3600:.0f} hours" if v<172800 else f"{v/86400:.1f} days"
    if unit in("bytes","binBps"):
        for n in("B","KiB","MiB","GiB"):
            if abs(v)<1024 or n=="GiB": return f"{v:.{0 if v>=100 or n=='B' else 1}f} {n}"+("/s" if unit=="binBps" else "")
            v/=1024
    if unit=="ops": return f"{v:.1f} ops/s"
    if unit=="none" and v!=int(v): return f"{v:.1f}"
    if unit=="reqps": return f"{v:.{1 if v<100 else 0}f} req/s"
    if unit=="dateTimeFromNow": return f"{int(v)} minutes ago" if v<60 else f"{v/60:.0f} hours ago"
    return f"{v:g}"
def thr(v,t):
    c=t["steps"][0]["color"]
    for s in t["steps"]:
        if s["value"] is not None and v is not None and v>=s["value"]: c=s["color"]
    return col(c)
def mapped(v,ms):
    for m in ms:
        if m["type"]=="value":
            k=f"{v:g}" if isinstance(v,(int,float)) else str(v)
            if k in m["options"]: o=m["options"][k]; return o["text"],col(o["color"])
        elif m["type"]=="range" and isinstance(v,(int,float)):
            o=m["options"]
            if (o["from"] is None or v>=o["from"]) and (o["to"] is None or v<=o["to"]): return o["result"]["text"],col(o["result"]["color"])
    return None
def lum(c):
    m=re.match(r"#(..)(..)(..)$",c)
    if not m: return 0
    r,g,b=(int(x,16)/255 for x in m.groups()); return .2126*r**2.2+.7152*g**2.2+.0722*b**2.2
def textsvg(x,y,s,size=12,fill=TH["text"],anchor="start",weight=400): return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}" font-weight="{weight}">{esc(str(s))}</text>'
def nice(mx):
    if mx<=0: return 1,.25
    e=10**math.floor(math.log10(mx/4)); 
    for k in (1,2,2.5,5,10):
        if mx/4<=k*e: st=k*e; break
    n=math.ceil(mx/st-1e-9); return n*st,st
TIMES=["00:15","00:30","00:45","01:00","01:15","01:30","01:45","02:00","02:15","02:30","02:45","03:00"]
def xpos(t,x0,w): return x0+w*t   # t in 0..1 over three hours 00:04..03:04
def tick(lbl): h,m=map(int,lbl.split(":")); return (h*60+m-4)/180
def shade(c,i):
    if i==0: return c
    if not re.match(r'#[0-9a-fA-F]{6}$',c): return c
    r,g,b=(int(c[k:k+2],16) for k in(1,3,5)); f=[1,1.35,.7,1.6][i%4]; return "#%02x%02x%02x"%tuple(max(0,min(255,int(v*f))) for v in(r,g,b))
def ts_panel(p,w,h,data):
    fd=p["fieldConfig"]["defaults"]; cu=fd["custom"]; unit=fd["unit"]; leg=p["options"]["legend"]
    ser=data["series"]; lims=data.get("limits",{})
    if "Limit" not in [t["refId"] for t in p["targets"]]: lims={}
    rows=len(ser)+len(lims); lh=0
    if leg["displayMode"]=="table": lh=min(24+22*rows, int(h*0.42))
    else: lh=24
    ph=h-lh-22; x0=54; pw=w-x0-14
    mx=max([max([v for v in d if v is not None],default=0) for d in ser.values()]+[0])
    mx=max(mx,cu.get("axisSoftMax",0),*([v for v in lims.values()] or [0]))
    if fd.get("max") is not None: top=fd["max"]; st=top/4
    else: top,st=nice(mx*1.02)
    s=[f'<svg width="{w}" height="{h-lh}" style="display:block">']
    Y=lambda v: 6+ph-(v/top)*(ph-2)
    v=0
    while v<=top+1e-9:
        s.append(f'<line x1="{x0}" x2="{x0+pw}" y1="{Y(v):.1f}" y2="{Y(v):.1f}" stroke="{TH["grid"]}"/>'); s.append(textsvg(x0-8,Y(v)+4,fmt(v,unit).replace(" req/s",""),11.5,TH["dim"],"end")); v+=st
    every=2 if pw<560 else 1
    for i,l in enumerate(TIMES):
        if (i%every)!=(1 if every==2 else 0): continue
        X=xpos(tick(l),x0,pw); s.append(f'<line x1="{X:.1f}" x2="{X:.1f}" y1="6" y2="{6+ph:.1f}" stroke="{TH["grid"]}"/>'); s.append(textsvg(X,ph+21,l,11.5,TH["dim"],"middle"))
    for a in data.get("annos",[]):
        X=xpos(a[0],x0,pw); X2=xpos(a[1],x0,pw); s.append(f'<rect x="{X:.1f}" y="6" width="{max(1,X2-X):.1f}" height="{ph}" fill="{col(a[2])}" opacity=".08"/><line x1="{X:.1f}" x2="{X:.1f}" y1="6" y2="{6+ph}" stroke="{col(a[2])}" stroke-dasharray="3 3" opacity=".8"/><path d="M{X-4:.1f} {ph+11} l8 0 l-4 -5 z" fill="{col(a[2])}"/>')
    cols={}; cnt={}
    for n in ser:
        c=None
        for o in p["fieldConfig"]["overrides"]:
            if o["matcher"]["id"]=="byRegexp" and re.match(o["matcher"]["options"].strip("/"),n): c=o["properties"][0]["value"]["fixedColor"]; k=o["matcher"]["options"]; c=shade(c,cnt.get(k,0)); cnt[k]=cnt.get(k,0)+1; break
        cols[n]=c or "#8AB8FF"
    for n,d in sorted(ser.items(),key=lambda kv:-max([v for v in kv[1] if v is not None],default=0)):
        pts=[(xpos(i/(len(d)-1),x0,pw),Y(min(v,top))) for i,v in enumerate(d) if v is not None]
        path="M"+" L".join(f"{a:.1f} {b:.1f}" for a,b in pts)
        if cu["fillOpacity"]: s.append(f'<path d="{path} L{pts[-1][0]:.1f} {Y(0):.1f} L{pts[0][0]:.1f} {Y(0):.1f} Z" fill="{cols[n]}" opacity="{cu["fillOpacity"]/100}"/>')
        s.append(f'<path d="{path}" fill="none" stroke="{cols[n]}" stroke-width="{cu["lineWidth"]}" stroke-linejoin="round"/>')
    for sev,v in lims.items():
        c=col({"warning":"orange","critical":"red"}[sev]); s.append(f'<line x1="{x0}" x2="{x0+pw}" y1="{Y(v):.1f}" y2="{Y(v):.1f}" stroke="{c}" stroke-width="2" stroke-dasharray="{"8 6" if sev=="warning" else "2 4"}"/>')
    s.append("</svg>")
    calcs=leg.get("calcs",[])
    hd="".join(f'<span class="c">{ {"lastNotNull":"Last *","max":"Max","min":"Min"}[c]}</span>' for c in calcs)
    L=[f'<div class="lg" style="height:{lh}px"><div class="lr h"><span class="n">Name</span>{hd}</div>']
    rowsl=[(n,cols[n],d[-1],max(v for v in d if v is not None),False) for n,d in ser.items()]+[(f"{k} limit",col({"warning":"orange","critical":"red"}[k]),v,v,True) for k,v in lims.items()]
    for n,c,last,m,isl in sorted(rowsl,key=lambda r:-r[3]):
        L.append(f'<div class="lr"><span class="n"><i style="background:{c}{";opacity:1" if not isl else ";background:repeating-linear-gradient(90deg,"+c+" 0 4px,transparent 4px 6px)"}"></i>{esc(n)}</span>'+"".join(f'<span class="c">{fmt(last if q=="lastNotNull" else m,unit)}</span>' for q in calcs)+'</div>')
    L.append("</div>")
    return "".join(s)+"".join(L)
def stat_panel(p,w,h,data):
    fd=p["fieldConfig"]["defaults"]; o=p["options"]; v=data["value"]; m=mapped(v,fd["mappings"]); t,c=m if m else (fmt(v,fd["unit"],fd.get("decimals")),thr(v,fd["thresholds"]))
    spark=""
    if o["colorMode"]=="none": c=TH["text"]
    if o["graphMode"]=="area" and data.get("spark"):
        d=data["spark"]; mx=max(d) or 1; mn=min(0,min(d)); pts=[(i/(len(d)-1)*w,h-(x-mn)/(mx-mn)*h*.42) for i,x in enumerate(d)]; path="M"+" L".join(f"{a:.1f} {b:.1f}" for a,b in pts)
        sc=c if c!=TH["text"] else "#5b6b8c"
        spark=f'<svg style="position:absolute;left:0;bottom:0" width="{w}" height="{h}"><path d="{path} L{w} {h} L0 {h} Z" fill="{sc}" opacity=".22"/><path d="{path}" fill="none" stroke="{sc}" stroke-width="1.5"/></svg>'
    size=min(46,h*.52,w/ (max(4,len(t))*.60)); bg=""
    name=f'<div style="font-size:15px;color:{TH["dim"] if o["colorMode"]!="background_solid" else "#fff"};margin-bottom:2px">{esc(data.get("name",""))}</div>' if o["textMode"]=="value_and_name" else ""
    if o["colorMode"]=="background_solid" and c!="transparent": bg=""; c="#fff" if not c.startswith("rgba") else TH["text"]
    return f'<div class="stat" style="{bg}">{spark}<div style="position:relative;text-align:center">{name}<div style="font-size:{size:.0f}px;color:{c};font-weight:500;line-height:1.15">{esc(t)}</div></div></div>'
def bar_panel(p,w,h,data):
    fd=p["fieldConfig"]["defaults"]; rows=data["bars"]; n=len(rows); g=6; bh=(h-8-g*(n-1))/n; nw=max(len(r[0]) for r in rows)*7.0+12; vw=58; s=[f'<svg width="{w}" height="{h}">']; bw=w-nw-vw-22
    for i,(name,v) in enumerate(rows):
        y=4+i*(bh+g); c=thr(v,fd["thresholds"]); s.append(textsvg(10,y+bh/2+4,name,12.5)); s.append(f'<rect x="{nw+8}" y="{y}" width="{bw}" height="{bh:.1f}" rx="2" fill="rgba(204,204,220,.07)"/><rect x="{nw+8}" y="{y}" width="{bw*min(v,fd.get("max") or max(r[1] for r in rows))/(fd.get("max") or max(r[1] for r in rows)):.1f}" height="{bh:.1f}" rx="2" fill="{c}"/>'); s.append(textsvg(w-10,y+bh/2+5,fmt(v,fd["unit"],0),14,TH["text"],"end",500))
    return "".join(s)+"</svg>"
def timeline(p,w,h,data):
    fd=p["fieldConfig"]["defaults"]; rows=data["states"]; n=len(rows); lw=max(len(r) for r in rows)*7.0+18; lh=26 if h>150 else 24; ph=h-lh-22; rh=ph/n; s=[f'<svg width="{w}" height="{h-lh}">']; pw=w-lw-14; gap=(1-p["options"]["rowHeight"])*rh
    for i,(name,segs) in enumerate(rows.items()):
        y=4+i*rh; s.append(textsvg(lw-8,y+rh/2+4,name,12.5,anchor="end"))
        for j,(t,v) in enumerate(segs):
            t2=segs[j+1][0] if j+1<len(segs) else 1; m=mapped(v,fd["mappings"]); c=m[1] if m else thr(v,fd["thresholds"])
            op=1 if c.startswith("rgba") else .85
            s.append(f'<rect x="{lw+pw*t:.1f}" y="{y+gap/2:.1f}" width="{max(1,pw*(t2-t)-1):.1f}" height="{rh-gap:.1f}" fill="{c}" opacity="{op}"/>')
    for i,l in enumerate(TIMES):
        if i%2==1: s.append(textsvg(lw+pw*tick(l),ph+20,l,11.5,TH["dim"],"middle"))
    s.append("</svg>")
    if fd["mappings"]: lg=[(v["text"],col(v["color"])) for v in fd["mappings"][0]["options"].values()]
    else:
        st=fd["thresholds"]["steps"]; lg=[(("< "+fmt(st[k+1]["value"],fd["unit"])) if x["value"] is None else fmt(x["value"],fd["unit"])+"+",col(x["color"])) for k,x in enumerate(st)]
    return "".join(s)+'<div class="ll">'+"".join(f'<span><i style="background:{c}"></i>{esc(t)}</span>' for t,c in lg)+"</div>"
def table(p,w,h,data):
    cols=data["columns"]; fd=p["fieldConfig"]["defaults"]; ov={o["matcher"]["options"]:{x["id"]:x["value"] for x in o["properties"]} for o in p["fieldConfig"]["overrides"]}
    sk=p["options"]["sortBy"]; head=[]; widths=[]
    for c in cols:
        o=ov.get(c,{}); widths.append(o.get("custom.width")); head.append(o.get("displayName",c))
    rest=(w-sum(x or 0 for x in widths))/max(1,sum(1 for x in widths if not x)); ws=[x or rest for x in widths]; k=w/sum(ws) if sum(ws)>w else 1; ws=[x*k for x in ws]
    out=['<table><colgroup>'+"".join(f'<col style="width:{x:.0f}px">' for x in ws)+'</colgroup><tr>'+"".join(f'<th class="{ "r" if data["num"][i] else ""}">{esc(hh)}{" ↓" if any(s["displayName"]==hh and s["desc"] for s in sk[:1]) else " ↑" if any(s["displayName"]==hh for s in sk[:1]) else ""}</th>' for i,hh in enumerate(head))+"</tr>"]
    if not data["rows"]: return "".join(out)+f'</table><div class="stat" style="height:60%;color:{TH["dim"]};font-size:16px">{esc(fd["noValue"])}</div>'
    for r in data["rows"]:
        tds=[]
        for i,(c,v) in enumerate(zip(cols,r)):
            o=ov.get(c,{}); ms=o.get("mappings",fd["mappings"]); m=mapped(v,ms) if v is not None else None; txt=m[0] if m else ("–" if v is None else fmt(v,o.get("unit","none"),o.get("decimals")) if isinstance(v,(int,float)) else v); co=o.get("custom.cellOptions",{"type":"auto"}); st=""
            if co["type"]=="color-background" and m: st=f"background:{m[1]};color:{TH['dim'] if m[1]=='transparent' else '#16181c' if lum(m[1])>.28 else '#fff'};font-weight:500"
            if co["type"]=="gauge":
                if v is None: tds.append("<td></td>"); continue
                g=thr(v,o["thresholds"]); bw=(ws[i]-62)*min(v,o["max"])/o["max"]; tds.append(f'<td><div style="display:flex;align-items:center;gap:8px"><div style="width:{ws[i]-66:.0f}px;background:rgba(204,204,220,.07);height:16px;border-radius:2px"><div style="width:{bw:.0f}px;background:{g};height:16px;border-radius:2px"></div></div><span style="color:{TH["text"]}">{fmt(v,"percentunit",0)}</span></div></td>'); continue
            cls="r" if data["num"][i] and co["type"]=="auto" else ""; lk="lk" if c=="service" else ""
            tds.append(f'<td class="{cls} {lk}" style="{st}">{esc(str(txt))}</td>')
        out.append("<tr>"+"".join(tds)+"</tr>")
    return "".join(out)+"</table>"
R={"timeseries":ts_panel,"stat":stat_panel,"bargauge":bar_panel,"state-timeline":timeline,"table":table}
def lookup(name,p): return invented(p,name)
def render(name):
    d=json.load(open(os.path.join(SOURCE,f"{name}.json"))); H=0; out=[]
    top=104
    for p in d["panels"]:
        g=p["gridPos"]; x=PAD+g["x"]*CW; y=top+g["y"]*(RH+GAP); w=g["w"]*CW-GAP; h=g["h"]*RH+(g["h"]-1)*GAP; H=max(H,y+h)
        if p["type"]=="row":
            cnt_="<span>(%d panels)</span>"%len(p["panels"]) if p["collapsed"] else ""
            out.append(f'<div class="row" style="left:{x}px;top:{y}px;width:{w}px"><b>{"›" if p["collapsed"] else "⌄"}</b> {esc(p["title"])}{cnt_}</div>'); continue
        data=lookup(name,p); hh=h-34
        body=R[p["type"]](p,w-2,hh,data) if data else '<div class="stat">?</div>'
        solid=p["type"]=="stat" and p["options"]["colorMode"]=="background_solid"
        bg=""
        if solid and data:
            m=mapped(data["value"],p["fieldConfig"]["defaults"]["mappings"]); bg=f"background:linear-gradient({m[1]},{m[1]}),{TH['panel']};color:{'#fff' if not m[1].startswith('rgba') else TH['text']};" if m else ""
        out.append(f'<div class="panel" style="left:{x:.1f}px;top:{y}px;width:{w:.1f}px;height:{h}px;{bg}"><div class="t">{esc(p["title"])} <span class="i">i</span></div><div class="b" style="height:{hh}px">{body}</div></div>')
    H+=24
    vars_="".join(f'<span class="v"><em>{esc(v["label"])}</em>{esc("All")} ⌄</span>' for v in d["templating"]["list"])
    annos="".join(f'<span class="sw"><u class="{"" if a["enable"] else "off"}"></u>{esc(a["name"])}</span>' for a in d["annotations"]["list"] if not a.get("builtIn"))
    lnk="".join(f'<span class="l">{esc(l["title"])}{" ⌄" if l["asDropdown"] else ""}</span>' for l in d["links"])
    doc=f'''<!doctype html><meta charset=utf-8><style>*{{box-sizing:border-box}}body{{margin:0;background:{TH["canvas"]};color:{TH["text"]};font:14px Inter,Helvetica,Arial,sans-serif;width:{W}px;height:{H}px;position:relative;overflow:hidden;font-variant-numeric:tabular-nums}}
.nav{{position:absolute;left:0;top:0;right:0;height:48px;background:{TH["panel"]};border-bottom:1px solid {TH["border"]};display:flex;align-items:center;padding:0 16px;gap:10px;font-size:14px}}.nav .tp{{margin-left:auto;display:flex;gap:8px}}.nav .tp span,.v,.l{{border:1px solid rgba(204,204,220,.2);border-radius:4px;padding:5px 10px;background:{TH["panel"]};font-size:13px}}
.sub{{position:absolute;left:16px;right:16px;top:58px;height:36px;display:flex;gap:8px;align-items:center}}.v{{padding:0;display:inline-flex;align-items:center;padding-right:10px;height:32px}}.v em{{font-style:normal;background:{TH["panel"]};padding:7px 8px;margin-right:8px;border-right:1px solid rgba(204,204,220,.2);font-weight:500;font-size:12px}}.sub .r{{margin-left:auto;display:flex;gap:8px}}.sw{{font-size:12px;display:inline-flex;gap:6px;align-items:center;color:{TH["dim"]}}}.sw u{{display:inline-block;width:26px;height:14px;border-radius:8px;background:#3d71d9}}.sw u.off{{background:#444}}
.panel{{position:absolute;background:{TH["panel"]};border:1px solid {TH["border"]};border-radius:6px;overflow:hidden}}.t{{height:32px;line-height:32px;padding:0 10px;font-weight:500;font-size:14px;white-space:nowrap}}.i{{opacity:.5;font-size:9px;margin-left:4px;border:1px solid;border-radius:50%;padding:0 4px;vertical-align:1px;font-weight:400}}.row{{position:absolute;height:30px;line-height:30px;font-size:15.5px;font-weight:500;white-space:nowrap}}.row span{{color:{TH["dim"]};font-weight:400;font-size:13px;margin-left:8px}}.row b{{font-weight:400;opacity:.7;display:inline-block;width:14px}}
.stat{{height:100%;display:flex;align-items:center;justify-content:center;position:relative}}table{{width:100%;border-collapse:collapse;table-layout:fixed;font-size:13.5px}}th{{text-align:left;font-weight:500;color:#8ab8ff;height:34px;padding:0 8px;border-bottom:1px solid {TH["border"]};font-size:13px;white-space:nowrap;overflow:hidden}}td{{height:34px;padding:0 8px;border-bottom:1px solid rgba(204,204,220,.07);white-space:nowrap;overflow:hidden;text-overflow:ellipsis}}.r{{text-align:right}}td.lk{{color:#8ab8ff}}
.lg{{overflow:hidden;padding:0 12px;font-size:12px}}.lr{{display:flex;height:22px;line-height:22px}}.lr.h{{color:#8ab8ff;height:22px}}.lr .n{{flex:1;overflow:hidden;white-space:nowrap}}.lr .c{{width:84px;text-align:right}}.lr i{{display:inline-block;width:14px;height:4px;border-radius:2px;margin-right:8px;vertical-align:middle}}.ll{{padding:2px 12px;font-size:12px;display:flex;gap:16px}}.ll i{{display:inline-block;width:14px;height:4px;border-radius:2px;margin-right:6px;vertical-align:middle}}</style>
<div class=nav><span style="color:{TH["dim"]}">Home › Dashboards › shop ›</span> <b>{esc(d["title"])}</b><div class=tp><span>Last 3 hours ⌄</span><span>⟳ {d["refresh"]} ⌄</span></div></div><div class=sub>{vars_}{annos}<div class=r>{lnk}</div></div>{"".join(out)}'''
    open(f"{name}{OUT}.html","w").write(doc)
    subprocess.run(["chromium","--headless=new","--no-sandbox","--disable-gpu","--hide-scrollbars",f"--screenshot={name}{OUT}.png",f"--window-size={W},{int(H)}","--force-device-scale-factor=1","file://"+os.path.abspath(f"{name}{OUT}.html")],capture_output=True,timeout=120)
    print(name,W,int(H))
if __name__=="__main__":
    # render.py FOLDER PAGE…: FOLDER holds the dashboards that `monc build` wrote
    SOURCE=sys.argv[1]
    for n in sys.argv[2:]: render(n)
