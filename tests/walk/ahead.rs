//! What is known of where a visitor goes before they are there.

use glam::Vec3;
use indenfor::pose::{heading, turn};
use indenfor::tour::LocationIndex;
use indenfor::walk::Event;

use super::houses::{at, house};
use super::visitor::Visitor;

const HALL: LocationIndex = LocationIndex(0);
const YARD: LocationIndex = LocationIndex(1);
const CELL: LocationIndex = LocationIndex(2);

fn arrived(event: &Event) -> bool {
    matches!(event, Event::Arrived { .. })
}

#[test]
fn before_anybody_goes_it_is_known_where_to_and_which_way_they_will_face() {
    let mut visitor = Visitor::new(house());
    visitor.until(1.0, arrived);
    visitor.wait(0.5);
    visitor.dwell = true;
    assert_eq!(visitor.scene().ahead.map(|ahead| ahead.location), Some(YARD), "there is no other way");
    // Keeping the compass, facing what the tour file says, and facing ahead.
    for (door, to) in
        [(at(60.0, 0.0, 4.0), YARD), (at(-60.0, 0.0, 4.0), CELL), (Vec3::new(8.0, 1.5, 5.0), YARD), (at(180.0, 0.0, 4.0), HALL)]
    {
        visitor.look_at(door);
        visitor.wait(0.6);
        let ahead = visitor.scene().ahead.expect("a door is looked at");
        assert_eq!(ahead.location, to);
        let before = heading(visitor.scene().head.orientation);
        visitor.until(2.0, |event| matches!(event, Event::Left { .. }));
        assert_eq!(visitor.scene().ahead, Some(ahead), "it stays so while one leaves");
        visitor.until(1.0, arrived);
        assert_eq!(visitor.location(), to);
        let turned = turn(heading(visitor.scene().head.orientation)).angle_between(turn(before + ahead.turn)).to_degrees();
        assert!(turned < 0.1, "towards {to:?} it was {turned} degrees off");
        visitor.wait(1.0);
    }
}
