// Passes that draw one view: it is the frame's first.

struct Vertex {
    @builtin(vertex_index) index: u32,
    @builtin(instance_index) instance: u32,
}

fn view_index(vertex: Vertex) -> u32 {
    return 0u;
}
