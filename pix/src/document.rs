//! CPF and CNPJ: check digits and masking.
//!
//! CPF: nine digits and two check digits, modulo 11 (Receita Federal). CNPJ: twelve letters or
//! digits and two check digits (IN RFB 2.229/2024); a letter counts as its ASCII code less 48, so
//! that the numeric CNPJ is a special case.

/// The nine digits of a CPF with their two check digits.
pub fn complete_cpf(base: [u8; 9]) -> String {
    let first = check_digit(base.iter().copied(), 10);
    let second = check_digit(base.iter().copied().chain([first]), 11);
    base.iter().chain([&first, &second]).map(|digit| char::from(b'0' + digit)).collect()
}

/// Whether eleven digits are a CPF. Eleven equal digits pass the sums and are no CPF.
pub fn is_cpf(digits: &str) -> bool {
    let values: Vec<u8> =
        digits.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect();
    let Ok(base) = <[u8; 9]>::try_from(values.get(..9).unwrap_or_default()) else {
        return false;
    };
    digits.len() == 11
        && values.windows(2).any(|pair| pair[0] != pair[1])
        && complete_cpf(base) == digits
}

/// Whether fourteen characters (upper case) are a CNPJ.
pub fn is_cnpj(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 14
        || !bytes[..12].iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
    {
        return false;
    }
    if bytes.iter().all(|byte| *byte == bytes[0]) {
        return false;
    }
    let values: Vec<u8> = bytes.iter().map(|byte| byte.wrapping_sub(b'0')).collect();
    let weights =
        |count: usize| (2..=9).cycle().take(count).collect::<Vec<u32>>().into_iter().rev();
    let digit = |count: usize| modulo_11(values[..count].iter().copied().zip(weights(count)));
    values[12] == digit(12) && values[13] == digit(13)
}

/// `52998224725` -> `***.982.247-**`, as payers are shown a receiver. A CNPJ is public and shown
/// whole.
pub fn masked(document: &str) -> String {
    match (document.len(), document.get(3..6), document.get(6..9)) {
        (11, Some(middle), Some(end)) => format!("***.{middle}.{end}-**"),
        _ => document.to_owned(),
    }
}

fn check_digit(values: impl Iterator<Item = u8>, first_weight: u32) -> u8 {
    modulo_11(values.zip((2..=first_weight).rev()))
}

fn modulo_11(weighted: impl Iterator<Item = (u8, u32)>) -> u8 {
    let sum: u32 = weighted.map(|(value, weight)| u32::from(value) * weight).sum();
    match sum % 11 {
        0 | 1 => 0,
        rest => u8::try_from(11 - rest).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_documents_pass_and_their_neighbours_do_not() {
        for cpf in ["52998224725", "11144477735", "93541134780", "39053344705"] {
            assert!(is_cpf(cpf), "{cpf}");
        }
        for cpf in ["52998224724", "11111111111", "5299822472", "529982247255", "5299822472a", ""] {
            assert!(!is_cpf(cpf), "{cpf}");
        }
        for cnpj in ["11222333000181", "12ABC34501DE35"] {
            assert!(is_cnpj(cnpj), "{cnpj}");
        }
        for cnpj in ["11222333000180", "12abc34501de35", "12ABC34501DE3A", "00000000000000"] {
            assert!(!is_cnpj(cnpj), "{cnpj}");
        }
        assert_eq!(masked("52998224725"), "***.982.247-**");
    }

    proptest! {
        #[test]
        fn cpf_agrees_with_another_implementation(text in "[0-9]{11}") {
            prop_assert_eq!(is_cpf(&text), cpf_cnpj::cpf::validate(&text));
        }

        #[test]
        fn a_completed_cpf_is_one(base in proptest::array::uniform9(0_u8..10)) {
            prop_assume!(base.iter().any(|digit| *digit != base[0]));
            let cpf = complete_cpf(base);
            prop_assert!(is_cpf(&cpf) && cpf_cnpj::cpf::validate(&cpf));
        }

        #[test]
        fn cnpj_agrees_with_another_implementation(text in "[0-9]{12}") {
            for digits in 0..100 {
                let text = format!("{text}{digits:02}");
                prop_assert_eq!(is_cnpj(&text), cpf_cnpj::cnpj::validate(&text), "{}", text);
            }
        }
    }
}
