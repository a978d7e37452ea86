// What can be chosen: a light disc with a dark rim, so that it is seen before light and dark alike, and on it what it stands for:
// an open door, who tells something, an eye. The unit is the disc's radius.
//
// look: how much it is attended to; how far the dwell has come; whether it is done; what it stands for (see below).
// more: half the quad's size; how strongly it is drawn where something stands before it; whether it is proposed.

@group(1) @binding(0) var portrait: texture_2d<f32>;
@group(1) @binding(1) var portrait_sampler: sampler;

const GO = 0.0;
const STORY = 1.0;
const STORY_OF_A_FACE = 2.0;

// A marker in a door or on a wall is not half inside it.
const TOWARD = 0.35;

@vertex
fn corner(vertex: Vertex, quad: Quad) -> OnQuad {
    return on_quad(vertex, quad, TOWARD);
}

fn to_polygon(point: vec2f, corners: array<vec2f, 4>) -> f32 {
    // Convex, clockwise: inside is to the right of every side.
    var corner_list = corners;
    var far = -1e3;
    for (var side = 0u; side < 4u; side++) {
        let from_corner = corner_list[side];
        let along = normalize(corner_list[(side + 1u) & 3u] - from_corner);
        far = max(far, dot(point - from_corner, vec2f(-along.y, along.x)));
    }
    return far;
}

// A doorway with its door ajar.
fn door(below: vec4f, point: vec2f, pixel: f32) -> vec4f {
    let opening = to_box(point - vec2f(0.0, 0.04), vec2f(0.37, 0.56), 0.03);
    var color = over(below, INK, inside(opening - 0.1, pixel));
    color = over(color, PAPER, inside(opening, pixel));
    let leaf = to_polygon(point, array(vec2f(-0.37, 0.6), vec2f(0.13, 0.44), vec2f(0.13, -0.7), vec2f(-0.37, -0.56)));
    color = over(color, INK, inside(leaf - 0.06, pixel));
    color = over(color, CORAL, inside(leaf, pixel));
    return over(color, INK, inside(length(point - vec2f(0.0, -0.1)) - 0.065, pixel));
}

fn to_bubble(point: vec2f) -> f32 {
    let tail = to_polygon(point, array(vec2f(-0.3, -0.2), vec2f(0.12, -0.2), vec2f(-0.3, -0.72), vec2f(-0.32, -0.5)));
    return min(to_box(point - vec2f(0.0, 0.08), vec2f(0.62, 0.46), 0.26), tail);
}

// A speech bubble, `size` times as large as fills a disc.
fn bubble(below: vec4f, at: vec2f, size: f32, pixel: f32) -> vec4f {
    let point = at / size;
    let fine = pixel / size;
    var color = over(below, INK, inside(to_bubble(point), fine));
    for (var dot_index = -1.0; dot_index < 1.5; dot_index += 1.0) {
        color = over(color, OAK, inside(length(point - vec2f(0.28 * dot_index, 0.08)) - 0.095, fine));
    }
    return color;
}

fn eye(below: vec4f, point: vec2f, pixel: f32) -> vec4f {
    // Where two large discs overlap.
    let lid = max(length(point - vec2f(0.0, 0.55)), length(point + vec2f(0.0, 0.55))) - 0.88;
    var color = over(below, INK, inside(lid - 0.02, pixel));
    color = over(color, PAPER, inside(lid + 0.09, pixel));
    color = over(color, INK, inside(length(point) - 0.27, pixel));
    color = over(color, SAGE, inside(length(point) - 0.19, pixel));
    color = over(color, INK, inside(length(point) - 0.09, pixel));
    return over(color, PAPER, inside(length(point - vec2f(0.07, 0.08)) - 0.055, pixel));
}

fn check(below: vec4f, point: vec2f, pixel: f32) -> vec4f {
    let far = length(point);
    var color = over(below, INK, inside(far - 0.36, pixel));
    color = over(color, SAGE, inside(far - 0.3, pixel));
    let mark = min(to_line(point, vec2f(-0.14, 0.0), vec2f(-0.04, -0.11)), to_line(point, vec2f(-0.04, -0.11), vec2f(0.15, 0.12)));
    return over(color, INK, inside(mark - 0.05, pixel));
}

fn drawn(at: OnQuad) -> vec4f {
    let point = at.place * at.more.x;
    let pixel = max(length(fwidth(point)) * 0.7071, 1e-4);
    let focus = at.look.x;
    let kind = at.look.w;
    let far = length(point);
    // A portrait's width fills the disc; of its height, the upper part.
    let face = textureSampleBias(portrait, portrait_sampler, (point * vec2f(0.5, -0.5) / 0.84 + 0.5) * vec2f(1.0, 0.8), -0.4);

    let halo = clamp(1.0 - (far - 0.96) / 0.34, 0.0, 1.0);
    var color = over(vec4f(0.0), INK * 0.5, 0.42 * halo * halo);
    // The rim grows into a dark band for the ring of what is attended to.
    color = over(color, INK, inside(far - 1.0 - 0.28 * focus, pixel) * mix(1.0, 0.92, focus));
    color = over(color, PAPER, inside(far - 0.92, pixel));
    if kind == GO {
        color = door(color, point * 1.08, pixel);
    } else if kind == STORY {
        color = bubble(color, point, 1.0, pixel);
    } else if kind == STORY_OF_A_FACE {
        let disc = inside(far - 0.84, pixel);
        color = over(color, mix(SAGE, INK, 0.55), disc);
        color = face * disc + color * (1.0 - face.a * disc);
    } else {
        color = eye(color, point * 1.05, pixel);
    }

    // What is done steps back, unless it is attended to.
    color *= 1.0 - 0.3 * at.look.z * (1.0 - focus);

    // What the guide proposes is lit.
    let glow = clamp(1.0 - abs(far - 1.16) / 0.2, 0.0, 1.0);
    color = over(color, CORAL, max(glow * glow * 0.75, inside(abs(far - 1.1) - 0.05, pixel)) * at.more.z * (1.0 - focus));
    color = over(color, PAPER, inside(abs(far - 1.12) - 0.02, pixel) * 0.5 * focus);
    if at.look.y > 0.0 {
        color = over(color, CORAL, inside(to_arc(point, 1.12, at.look.y) - 0.085, pixel));
    }

    let badge = point - vec2f(0.68, -0.68);
    if at.look.z > 0.0 {
        color = check(color, badge, pixel);
    } else if kind == STORY_OF_A_FACE {
        color = over(color, INK, inside(length(badge) - 0.44, pixel));
        color = over(color, PAPER, inside(length(badge) - 0.38, pixel));
        color = bubble(color, badge, 0.42, pixel);
    }
    return color;
}

@fragment
fn seen(at: OnQuad) -> @location(0) vec4f {
    return drawn(at);
}

// Where something stands before it.
@fragment
fn hidden(at: OnQuad) -> @location(0) vec4f {
    return drawn(at) * at.more.y;
}
