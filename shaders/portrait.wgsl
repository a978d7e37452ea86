// Whoever accompanies the visitor: a card with their picture, or a softly lit silhouette. The unit is half the card's width.
//
// look: half the card's size; half the quad's size.
// more: whether there is a picture; how much they glow (they are speaking).

@group(1) @binding(0) var portrait: texture_2d<f32>;
@group(1) @binding(1) var portrait_sampler: sampler;

@vertex
fn corner(vertex: Vertex, quad: Quad) -> OnQuad {
    return on_quad(vertex, quad, 0.0);
}

const CORNER = 0.24;

// The distance to two shapes that flow into each other.
fn joined(a: f32, b: f32, flow: f32) -> f32 {
    let part = clamp(0.5 + 0.5 * (b - a) / flow, 0.0, 1.0);
    return mix(b, a, part) - flow * part * (1.0 - part);
}

fn to_ellipse(point: vec2f, radii: vec2f) -> f32 {
    return (length(point / radii) - 1.0) * min(radii.x, radii.y);
}

// Somebody in the light of a window to the upper left, their face only suggested.
fn silhouette(point: vec2f, pixel: f32) -> vec3f {
    let soft = max(pixel, 0.03);
    let light = clamp(0.5 + dot(point, vec2f(-0.3, 0.26)), 0.0, 1.0);
    let skin = mix(mix(OAK, INK, 0.62), mix(OAK, PAPER, 0.25), light * 0.8);
    let cloth = mix(mix(SAGE, INK, 0.95), mix(SAGE, INK, 0.7), light);
    let hair = mix(mix(OAK, INK, 0.93), mix(OAK, INK, 0.72), light);

    var color = mix(mix(SAGE, INK, 0.72), mix(SAGE, LINEN, 0.5), smoothstep(1.9, 0.0, distance(point, vec2f(-0.5, 0.75))) * 0.55);
    let head = to_ellipse(point - vec2f(0.0, 0.24), vec2f(0.34, 0.43));
    let neck = to_box(point - vec2f(0.0, -0.3), vec2f(0.13, 0.3), 0.1);
    let shoulders = joined(to_ellipse(point - vec2f(0.0, -1.2), vec2f(0.84, 0.8)), neck, 0.22);
    let scalp = to_ellipse(point - vec2f(0.0, 0.36), vec2f(0.39, 0.4));
    let face = to_ellipse(point - vec2f(0.02, 0.13), vec2f(0.31, 0.37));

    color = mix(color, hair, inside(scalp, soft));
    color = mix(color, skin * 0.72, inside(neck, soft));
    let collar = to_ellipse(point - vec2f(0.0, -0.34), vec2f(0.25, 0.17));
    color = mix(color, cloth, inside(max(shoulders, -collar), soft) * (1.0 - inside(neck, soft) * smoothstep(-0.46, -0.4, point.y)));
    color = mix(color, skin, inside(max(head, face), soft));
    return color;
}

@fragment
fn card(at: OnQuad) -> @location(0) vec4f {
    let half_size = at.look.xy;
    let point = at.place * at.look.zw;
    let pixel = max(length(fwidth(point)) * 0.7071, 1e-4);
    let picture = textureSampleBias(portrait, portrait_sampler, vec2f(0.5) + point / half_size * vec2f(0.5, -0.5), -0.4);
    let edge = to_box(point, half_size, CORNER);

    let shadow = clamp(1.0 - edge / 0.3, 0.0, 1.0);
    var color = over(vec4f(0.0), INK * 0.3, 0.4 * shadow * shadow);
    let glow = at.more.y;
    let near = clamp(1.0 - (edge - 0.07) / 0.24, 0.0, 1.0);
    color = over(color, OAK, glow * 0.5 * near * near * near);
    color = over(color, OAK, glow * inside(abs(edge - 0.07) - 0.022, pixel));

    var face = silhouette(point, pixel);
    if at.more.x > 0.0 {
        // Behind a picture that is cut out: the same light as behind a silhouette.
        let ground = mix(INK, mix(SAGE, OAK, 0.35), 0.3 + 0.12 * at.place.y);
        face = picture.rgb + ground * (1.0 - picture.a);
    }
    // A little darker towards the edges, and a thin edge of light.
    face *= 1.0 - 0.3 * smoothstep(-0.3, 0.0, edge) * smoothstep(0.4, -1.2, point.y);
    color = over(color, face, inside(edge, pixel));
    return over(color, PAPER, inside(abs(edge + 0.014) - 0.011, pixel) * (0.5 + 0.25 * at.place.y));
}
