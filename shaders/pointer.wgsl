// Rays that the visitor points with: thin, brightest near the hand, and a dot where they end. Where they hit nothing they fade away.
//
// look: whether it is the dot; whether it points at something that can be chosen; the quad's length and width, metres.

@vertex
fn corner(vertex: Vertex, quad: Quad) -> OnQuad {
    return on_quad(vertex, quad, 0.05);
}

@fragment
fn ray(at: OnQuad) -> @location(0) vec4f {
    let color = mix(PAPER, CORAL, at.look.y);
    let point = at.place;
    let pixel = max(length(fwidth(point)) * 0.7071, 1e-4);
    let across = max(fwidth(point.y), 1e-4);
    if at.look.x > 0.5 {
        let far = length(point);
        let shadow = clamp(1.0 - (far - 0.6) / 0.4, 0.0, 1.0);
        var dot_color = over(vec4f(0.0), INK, 0.5 * shadow * shadow);
        dot_color = over(dot_color, INK, inside(far - 0.66, pixel));
        return over(dot_color, PAPER, inside(far - 0.5, pixel));
    }
    // From the hand (0) to the end (1): not there in the hand itself, then fading.
    let along = point.x * 0.5 + 0.5;
    let metres = along * at.look.z;
    let strength = smoothstep(0.02, 0.1, metres) * mix(0.9, select(0.0, 0.3, at.look.y > 0.5), pow(along, 0.7));
    // Thinner than a pixel, it gets fainter instead.
    let core = clamp(0.5 / across, 0.0, 1.0) * inside(abs(point.y) - 0.5, max(across, 0.5));
    let dark = inside(abs(point.y) - 0.85, max(across, 0.3)) * 0.5;
    return over(over(vec4f(0.0), INK, dark * strength), color, core * strength);
}
