// Words in the room: a dark warm ground with round corners, the ink on it, a ring that fills while it is being chosen, and an arrow
// at its edge. The unit is the height of a capital of the body.
//
// look: half the panel's size; half the quad's size.
// more: opacity; dwell; the ring's middle from the panel's upper left corner (x below 0: no ring), or for a button, how much it is
// attended to.
// also: how round the corners are; the arrow (-1 left, 1 right, 0 none); whether it can be chosen (1), is a button (2), or one that
// is read from right to left (3).

@group(1) @binding(0) var ink: texture_2d<f32>;
@group(1) @binding(1) var ink_sampler: sampler;

@vertex
fn corner(vertex: Vertex, quad: Quad) -> OnQuad {
    return on_quad(vertex, quad, 0.0);
}

// How far the shadow around a panel reaches.
const SHADOW = 1.2;
const RING = 1.25;

@fragment
fn words(at: OnQuad) -> @location(0) vec4f {
    let half_size = at.look.xy;
    let point = at.place * at.look.zw;
    let pixel = max(length(fwidth(point)) * 0.7071, 1e-4);
    let sheet = vec2f(0.5) + point / half_size * vec2f(0.5, -0.5);
    // Sharper by a little than the rule: words are drawn finer than they are shown.
    let drawn = textureSampleBias(ink, ink_sampler, sheet, -0.35);

    let edge = to_box(point, half_size, at.also.x);
    let shadow = clamp(1.0 - edge / SHADOW, 0.0, 1.0);
    var color = over(vec4f(0.0), INK * 0.3, 0.34 * shadow * shadow);
    color = over(color, INK, GROUND_OPACITY * inside(edge, pixel));
    // A hairline of light along the edge, brighter where the panel can be chosen.
    if at.also.z > 1.5 {
        // A button is lighter than a panel, and fills while it is being chosen, the way one reads.
        let lit = at.more.w;
        color = over(color, mix(INK, OAK, 0.06 + 0.06 * lit), inside(edge, pixel) * GROUND_OPACITY);
        let along = point.x * select(1.0, -1.0, at.also.z > 2.5);
        let filled = max(edge, along - mix(-half_size.x, half_size.x, at.more.y));
        if at.more.y > 0.0 {
            color = over(color, CORAL, inside(filled, pixel) * 0.28);
            color = over(color, CORAL, inside(max(filled, point.y + half_size.y - 0.3), pixel));
        }
        color = over(color, OAK, inside(abs(edge + 0.08) - 0.05 - 0.05 * lit, pixel) * mix(0.45, 1.0, lit));
    } else {
        let line = mix(LINEN, OAK, at.also.z);
        color = over(color, line, inside(abs(edge + 0.07) - 0.05, pixel) * mix(0.16, 0.6, at.also.z));
    }
    if edge < 0.0 {
        color = drawn + color * (1.0 - drawn.a);
    }

    if at.more.z >= 0.0 {
        let ring = point - vec2f(at.more.z - half_size.x, half_size.y - at.more.w);
        let far = length(ring);
        color = over(color, OAK, inside(abs(far - RING) - 0.09, pixel) * 0.55);
        color = over(color, OAK, inside(far - 0.34, pixel) * 0.9);
        if at.more.y > 0.0 {
            color = over(color, CORAL, inside(to_arc(ring, RING, at.more.y) - 0.2, pixel));
            color = over(color, CORAL, inside(far - 0.34 - 0.5 * at.more.y, pixel));
        }
    }

    if at.also.y != 0.0 {
        // A round tab beside the words, across the panel's edge, with a chevron that points outwards.
        let tab = (point - vec2f((half_size.x + 0.75) * at.also.y, 0.0)) * vec2f(at.also.y, 1.0);
        let far = length(tab) - 1.3;
        color = over(color, INK * 0.3, 0.3 * pow(clamp(1.0 - far / SHADOW, 0.0, 1.0), 2.0) * (1.0 - inside(edge, pixel)));
        color = over(color, INK, inside(far, pixel));
        color = over(color, OAK, inside(abs(far + 0.07) - 0.06, pixel) * 0.8);
        let chevron = min(to_line(tab, vec2f(-0.22, 0.6), vec2f(0.38, 0.0)), to_line(tab, vec2f(-0.22, -0.6), vec2f(0.38, 0.0)));
        color = over(color, CORAL, inside(chevron - 0.16, pixel));
    }
    return color * at.more.x;
}
