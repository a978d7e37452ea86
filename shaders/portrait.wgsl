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

// Head and shoulders, light from the upper left.
fn silhouette(point: vec2f, pixel: f32) -> vec3f {
    let light = clamp(0.55 + dot(point, vec2f(-0.16, 0.22)), 0.0, 1.0);
    var color = mix(INK, mix(SAGE, OAK, 0.35), 0.16 + 0.22 * light);
    let head = length((point - vec2f(0.0, 0.22)) * vec2f(1.16, 1.0)) - 0.4;
    let neck = to_box(point - vec2f(0.0, -0.3), vec2f(0.15, 0.28), 0.1);
    let shoulders = to_box(point - vec2f(0.0, -1.25), vec2f(0.78, 0.72), 0.5);
    let body = min(min(head, neck), shoulders);
    let soft = max(pixel, 0.02);
    let shade = mix(OAK, INK, 0.42);
    // Brighter along the edge that the light comes from.
    let rim = smoothstep(-0.22, 0.0, body) * clamp(dot(normalize(point + vec2f(0.0, 0.35)), normalize(vec2f(-0.7, 0.7))), 0.0, 1.0);
    color = mix(color, mix(shade, PAPER, 0.3 * rim + 0.12 * light), inside(body, soft));
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
    return over(color, PAPER, inside(abs(edge + 0.02) - 0.016, pixel) * (0.55 + 0.25 * at.place.y));
}
