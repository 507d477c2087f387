#pragma once

#include "parts.hpp"
#include "stratum/library/library.hpp"

#include <iosfwd>
#include <span>

/// The notes as text, with what a MIDI file can not carry: how sure each one is.
namespace stratum::midi {

/// One object: the track, its tempi and metres with their times, and each part's notes.
void print_json(std::ostream& out, const library::TrackView& track, const TempoMap& map, std::span<const Part> parts);
/// A heading, and a line for each note: part,start,end,bar,beat,note,pitch,name,velocity,confidence.
void print_csv(std::ostream& out, std::span<const Part> parts);

}  // namespace stratum::midi
