use super::*;

fn packed(mode: Mode, stride: u64, count: u64) -> Packed {
    Packed { buffer: 0, byte_offset: 0, byte_length: 0, byte_stride: stride, count, mode, filter: Filter::None }
}

#[test]
fn differences_are_read_as_the_specification_shows() {
    // Its own example of sixteen differences in four bits each, in one byte of every element; the other bytes do not change.
    let group = [0x17, 0x5F, 0xF0, 0xBC, 0x77, 0xA9, 0x21, 0x00, 0x34, 0xB5];
    let mut bytes = vec![0xA0, 0b10];
    bytes.extend(group);
    bytes.extend([0, 0, 0]);
    bytes.extend([0; 28]);
    // What the first element differs from.
    bytes.extend([100, 1, 2, 3]);
    let unpacked = packed(Mode::Attributes, 4, 16).unpack(&bytes, "a view").unwrap();
    let mut value = 100_u8;
    let differences = [-1, -4, -3, 26, -91, 0, -6, 6, -4, -4, 5, -5, 1, -1, 0, 0];
    for (element, difference) in unpacked.chunks(4).zip(differences) {
        value = value.wrapping_add_signed(difference);
        assert_eq!(element, [value, 1, 2, 3]);
    }
}

#[test]
fn indices_follow_one_of_two_before_them() {
    // Up by one from the first, up by ten from the second, down by one from each.
    let bytes = [0xD1, 0b100, 0b101001, 0b010, 0b011, 0, 0, 0, 0];
    let unpacked = packed(Mode::Indices, 4, 4).unpack(&bytes, "a view").unwrap();
    let indices: Vec<u32> = unpacked.chunks(4).map(|index| u32::from_le_bytes(index.try_into().unwrap())).collect();
    assert_eq!(indices, [1, 10, 0, 9]);
}

#[test]
fn what_does_not_go_together_is_refused() {
    let filtered = |filter, stride| Packed { filter, ..packed(Mode::Attributes, stride, 16) };
    let mut still = vec![0xA0];
    still.extend([0; 64]);
    assert!(packed(Mode::Attributes, 4, 16).unpack(&still, "").is_ok());
    for (wrong, bytes) in [
        (packed(Mode::Attributes, 6, 16), &still[..]),
        (packed(Mode::Attributes, 260, 16), &still),
        (packed(Mode::Attributes, 4, 160_000), &still),
        (packed(Mode::Attributes, 4, 16), &still[1..]),
        (packed(Mode::Attributes, 4, 16), &[0xA0]),
        (packed(Mode::Triangles, 4, 4), &still),
        (packed(Mode::Triangles, 1, 3), &still),
        (packed(Mode::Indices, 4, 9), &[0xD1, 0, 0, 0, 0]),
        (packed(Mode::Indices, 4, 1), &[0xD1, 255, 255, 255, 255, 255, 0, 0, 0, 0]),
        (filtered(Filter::Octahedral, 12), &still),
        (filtered(Filter::Quaternion, 4), &still),
    ] {
        let error = wrong.unpack(bytes, "buffer view 7").unwrap_err().to_string();
        assert!(error.contains("buffer view 7") && error.contains("EXT_meshopt_compression"), "{error}");
    }
}

#[test]
fn filters_give_unit_vectors_rotations_and_fractions() {
    let mut down = [0, 0, 127, 5];
    octahedral_8(&mut down);
    assert_eq!(down, [0, 0, 127, 5]);
    let mut folded = [127, 127, 127, 0];
    octahedral_8(&mut folded);
    assert_eq!(folded.map(|byte| byte as i8), [0, 0, -127, 0]);
    let mut wide = [0_u8; 8];
    [511_i16, 0, 511, 9].iter().enumerate().for_each(|(nth, word)| set_word(&mut wide, nth, f32::from(*word)));
    octahedral_16(&mut wide);
    assert_eq!(words(&wide), [32767, 0, 0, 9]);
    // A quarter turn about x whose w is left out: the third is the largest index.
    let mut turn = [0_u8; 8];
    [32767_i16, 0, 0, 32767].iter().enumerate().for_each(|(nth, word)| set_word(&mut turn, nth, f32::from(*word)));
    quaternion(&mut turn);
    let [x, y, z, w] = words(&turn);
    assert!(x.abs_diff(23170) < 2 && (y, z) == (0, 0) && w.abs_diff(23170) < 2, "{:?}", words(&turn));
    for (stored, number) in [(0x0000_0003_u32, 3.0_f32), (0xFF00_0003, 1.5), (0x02FF_FFFF, -4.0)] {
        let mut bytes = stored.to_le_bytes();
        exponential(&mut bytes);
        assert_eq!(f32::from_le_bytes(bytes), number);
    }
    // Nonsense stays a number.
    let mut nothing = [0; 4];
    octahedral_8(&mut nothing);
    assert_eq!(nothing[..3], [0; 3]);
}
