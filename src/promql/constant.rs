//! Expressions that read nothing.

use promql_parser::parser::Expr;
use promql_parser::parser::token::{
    T_ADD, T_DIV, T_EQLC, T_GTE, T_GTR, T_LAND, T_LOR, T_LSS, T_LTE, T_LUNLESS, T_MOD, T_MUL,
    T_NEQ, T_POW, T_SUB,
};

/// What an expression of numbers gives: `Some(None)` is no series at all; `None` where it is not made of numbers.
pub fn constant(expression: &Expr) -> Option<Option<f64>> {
    match expression {
        Expr::NumberLiteral(number) => Some(Some(number.val)),
        Expr::Paren(paren) => constant(&paren.expr),
        Expr::Unary(unary) => Some(constant(&unary.expr)?.map(|value| -value)),
        Expr::Call(call) if call.func.name == "vector" => constant(call.args.args.first()?),
        Expr::Binary(binary) => {
            let (left, right) = (constant(&binary.lhs)?, constant(&binary.rhs)?);
            let op = binary.op.id();
            match op {
                T_LAND => return Some(left.filter(|_| right.is_some())),
                T_LOR => return Some(left.or(right)),
                T_LUNLESS => return Some(left.filter(|_| right.is_none())),
                _ => {}
            }
            let (Some(left), Some(right)) = (left, right) else {
                return Some(None);
            };
            if let Some(holds) = compared(op, left, right) {
                let as_number = binary
                    .modifier
                    .as_ref()
                    .is_some_and(|modifier| modifier.return_bool);
                return Some(match (as_number, holds) {
                    (true, _) => Some(f64::from(u8::from(holds))),
                    (false, true) => Some(left),
                    (false, false) => None,
                });
            }
            Some(Some(match op {
                T_ADD => left + right,
                T_SUB => left - right,
                T_MUL => left * right,
                T_DIV => left / right,
                T_MOD => left % right,
                T_POW => left.powf(right),
                _ => return None,
            }))
        }
        _ => None,
    }
}

#[allow(clippy::float_cmp)]
fn compared(op: u16, left: f64, right: f64) -> Option<bool> {
    Some(match op {
        T_EQLC => left == right,
        T_NEQ => left != right,
        T_GTR => left > right,
        T_GTE => left >= right,
        T_LSS => left < right,
        T_LTE => left <= right,
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::constant;
    use crate::promql::parse;

    #[test]
    fn numbers_are_counted() {
        for (text, expected) in [
            ("vector(1) > 2", Some(None)),
            ("vector(3) > 2", Some(Some(3.0))),
            ("vector(3) > bool 4", Some(Some(0.0))),
            ("1 + 2 * -3", Some(Some(-5.0))),
            ("vector(1) unless vector(1)", Some(None)),
            ("vector(time()) > 2", None),
            ("up > 1", None),
        ] {
            assert_eq!(constant(&parse(text).unwrap()), expected, "{text}");
        }
    }
}
