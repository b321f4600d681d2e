//! The life of programs: batches step by step, timers, deaths and restarts.

use super::{Event, Life, SESSION_MS, World, text};
use crate::clock::Millis;
use crate::program::Progress;
use courier::Receipt;

/// The pause between two pages of the sweep.
const SWEEP_MS: Millis = 30_000;

impl World {
    pub(super) fn begin_soon(&mut self, seat: usize) {
        let epoch = self.seats[seat].epoch;
        let pause = self.pace.between(0, 3);
        self.schedule(self.now + pause, Event::Begin(seat, epoch));
    }

    /// How long a program takes for the next step of a batch.
    pub(super) fn pause(&mut self, seat: usize) -> Millis {
        let most = if self.seats[seat].is_slow && self.is_troubled() { 3_000 } else { 8 };
        self.pace.between(1, most)
    }

    /// Begins a batch, unless one is under way: what waits is looked at again after it.
    pub(super) fn begin(&mut self, seat: usize) {
        if !std::mem::replace(&mut self.seats[seat].is_busy, true) {
            self.go_on(seat);
        }
    }

    pub(super) fn go_on(&mut self, seat: usize) {
        let progress = self.seats[seat].program.go_on();
        let epoch = self.seats[seat].epoch;
        match progress {
            Progress::Idle => {
                self.seats[seat].is_busy = false;
                self.tick_soon(seat);
            }
            Progress::Working => {
                // Nobody has anything to post yet; what is there all the same is out.
                self.put_on_the_bus(seat);
                if self.crashes_now(seat, "crash_before_commit", 3) {
                    return self.die(seat);
                }
                let at = self.now + self.pause(seat);
                self.schedule(at, Event::GoOn(seat, epoch));
            }
            Progress::Committed => {
                if self.crashes_now(seat, "crash_after_commit", 6) {
                    return self.die(seat);
                }
                self.hear_answers();
                let at = self.now + self.pace.between(0, 2);
                self.schedule(at, Event::Send(seat, epoch));
            }
            Progress::Again(pause) => {
                self.schedule(self.now + pause, Event::GoOn(seat, epoch));
            }
        }
    }

    pub(super) fn send(&mut self, seat: usize) {
        self.put_on_the_bus(seat);
        let receipts = self.seats[seat].program.finish();
        if self.crashes_now(seat, "crash_before_offsets", 6) {
            return self.die(seat);
        }
        let epoch = self.seats[seat].epoch;
        if !receipts.is_empty() {
            let at = self.now + self.pace.between(1, 20);
            self.schedule(at, Event::Store(seat, epoch, receipts));
        }
        self.seats[seat].is_busy = false;
        self.begin_soon(seat);
    }

    fn put_on_the_bus(&mut self, seat: usize) {
        for message in self.seats[seat].program.posted() {
            self.note(|| format!("says on {}: {}", message.topic, text(&message.payload)));
            self.post(seat, message);
        }
    }

    pub(super) fn store(&mut self, seat: usize, epoch: u64, receipts: Vec<Receipt>) {
        if !self.is_current(seat, epoch) {
            return;
        }
        match self.seats[seat].life {
            Life::Up => {
                for offset in self.bus.store(seat, &receipts) {
                    self.check_forged(seat, offset);
                }
            }
            Life::Frozen(until) => self.schedule(until, Event::Store(seat, epoch, receipts)),
            Life::Down | Life::Gone => {}
        }
    }

    pub(super) fn tick_soon(&mut self, seat: usize) {
        let Some(due_in) = self.seats[seat].program.due_in() else { return };
        let at = self.now + due_in.clamp(1, 60_000);
        let place = &mut self.seats[seat];
        if place.tick_at.is_none_or(|sooner| at < sooner) {
            place.tick_at = Some(at);
            let epoch = place.epoch;
            self.schedule(at, Event::Tick(seat, epoch));
        }
    }

    pub(super) fn tick(&mut self, seat: usize) {
        // One that was postponed, or overtaken by a sooner one, looks all the same.
        self.seats[seat].tick_at = None;
        if self.seats[seat].program.due_in() == Some(0) {
            self.begin(seat);
        } else {
            self.tick_soon(seat);
        }
    }

    pub(super) fn sweep(&mut self, seat: usize) {
        self.seats[seat].program.sweep();
        let epoch = self.seats[seat].epoch;
        self.schedule(self.now + SWEEP_MS, Event::Sweep(seat, epoch));
        self.tick_soon(seat);
    }

    pub(super) fn crashes_now(
        &mut self,
        seat: usize,
        kind: &'static str,
        in_thousand: u32,
    ) -> bool {
        let rate = self.plan.rate(kind, in_thousand);
        let may = self.is_troubled() && !self.seats[seat].is_spared;
        let crashes = may && self.crashes.chance(rate);
        if crashes {
            self.fault(kind);
        }
        crashes
    }

    pub(super) fn die(&mut self, seat: usize) {
        if self.seats[seat].is_spared {
            return;
        }
        let name = self.seats[seat].name.clone();
        self.note(|| format!("{name} dies"));
        let place = &mut self.seats[seat];
        place.program.die();
        place.once.clear();
        place.life = Life::Down;
        place.tick_at = None;
        place.is_busy = false;
        place.epoch += 1;
        let epoch = place.epoch;
        self.hear_answers();
        let session = self.now + SESSION_MS;
        self.schedule(session, Event::Release(seat, epoch));
        let back = self.now + self.pace.between(100, 60_000);
        self.schedule(back, Event::Restart(seat));
    }

    pub(super) fn restart(&mut self, seat: usize) {
        if self.seats[seat].life != Life::Down {
            return;
        }
        let name = self.seats[seat].name.clone();
        self.note(|| format!("{name} starts"));
        // Its earlier life's records are its group's to read again.
        let epoch = self.seats[seat].epoch;
        self.release(seat, epoch);
        let was_away = !self.group_is_up(self.seats[seat].group);
        self.seats[seat].epoch += 1;
        self.seats[seat].life = Life::Up;
        self.come_alive(seat);
        if was_away && self.seats[seat].bank.is_none() {
            // Banks notice that CodePix answers again.
            for bank in 0..self.seats.len() {
                if self.seats[bank].bank.is_some() && self.seats[bank].life == Life::Up {
                    self.seats[bank].program.ask_all();
                    self.tick_soon(bank);
                }
            }
        }
    }

    pub(super) fn come_alive(&mut self, seat: usize) {
        self.seats[seat].program.sweep();
        let epoch = self.seats[seat].epoch;
        self.begin_soon(seat);
        self.tick_soon(seat);
        self.schedule(self.now + SWEEP_MS, Event::Sweep(seat, epoch));
    }

    pub(super) fn thaw(&mut self, seat: usize, epoch: u64) {
        if self.is_current(seat, epoch)
            && matches!(self.seats[seat].life, Life::Frozen(until) if until <= self.now)
        {
            self.seats[seat].life = Life::Up;
            self.begin_soon(seat);
            self.tick_soon(seat);
        }
    }

    pub(super) fn group_is_up(&self, group: usize) -> bool {
        self.seats.iter().any(|seat| seat.group == group && seat.life == Life::Up)
    }

    pub(super) fn broker_back(&mut self, wiped: bool) {
        self.is_broker_up = true;
        if wiped {
            self.fault("broker_wiped");
            self.bus.wipe();
        }
        for seat in 0..self.seats.len() {
            while let Some(message) = self.seats[seat].once.pop_front() {
                self.post(seat, message);
            }
            if self.seats[seat].life == Life::Up {
                self.seats[seat].program.ask_all();
                self.tick_soon(seat);
            }
        }
        for offset in self.bus.waiting() {
            self.schedule(self.now + 1, Event::Deliver(offset));
        }
    }
}
