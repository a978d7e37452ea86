// After mesh.wgsl: what a lamp sees of materials with holes. Of all others it sees all, and no fragment is asked.

@fragment
fn cut(seen: Seen) {
    let opacity = material.base_color.a * seen.color.a * textureSample(base_color_texture, base_color_sampler, uv_of(0u, seen.uv)).a;
    if opacity < material.alpha_cutoff {
        discard;
    }
}
