// Black over everything drawn so far, as much as the frame asks for.

@vertex
fn cover(vertex: Vertex) -> @builtin(position) vec4f {
    return screen_corner(vertex.index);
}

@fragment
fn darken() -> @location(0) vec4f {
    // Blending is in linear light; squared, equal steps of the fade look equal.
    let light = 1.0 - frame.fade;
    return vec4f(0.0, 0.0, 0.0, 1.0 - light * light);
}
