// Passes that draw both views at once, each into its layer.

struct Vertex {
    @builtin(vertex_index) index: u32,
    @builtin(instance_index) instance: u32,
    @builtin(view_index) view: u32,
}

fn view_index(vertex: Vertex) -> u32 {
    return vertex.view;
}
