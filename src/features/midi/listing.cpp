#include "listing.hpp"

#include "stratum/base/ids.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/base/text.hpp"

#include <ostream>

namespace stratum::midi {

void print_json(std::ostream& out, const library::TrackView& track, const TempoMap& map, std::span<const Part> parts) {
    JsonWriter json{0};
    json.begin_object();
    json.member("schema", std::string_view{"stratum.midi/1"});
    json.member("path", track.file.path);
    json.member("track_id", to_text(track.file.track));
    json.member("ticks_per_beat", kTicksPerBeat);
    json.key("tempi");
    json.begin_array();
    for (const TempoChange& tempo : map.tempi()) {
        json.begin_object();
        json.member("time", tempo.time);
        json.member("tick", tempo.tick);
        json.member("bpm", 6e7 / tempo.microseconds);
        json.end_object();
    }
    json.end_array();
    json.key("metres");
    json.begin_array();
    for (const MetreChange& metre : map.metres()) {
        json.begin_object();
        json.member("time", map.time_at(metre.tick));
        json.member("tick", metre.tick);
        json.member("beats_per_bar", metre.beats);
        json.end_object();
    }
    json.end_array();
    json.key("parts");
    json.begin_object();
    for (const Part& part : parts) json.member(name_of(part.kind), part.notes);
    json.end_object();
    json.end_object();
    out << json.text() << '\n';
}

void print_csv(std::ostream& out, std::span<const Part> parts) {
    out << "part,start,end,bar,beat,note,pitch,name,velocity,confidence\n";
    for (const Part& part : parts)
        for (const PartNote& note : part.notes)
            out << name_of(part.kind) << ',' << format_fixed(note.start.value(), 4) << ','
                << format_fixed(note.end.value(), 4) << ',' << note.bar << ',' << format_fixed(note.beat, 3) << ','
                << note.note << ',' << format_fixed(note.pitch, 2) << ',' << note.name << ',' << note.velocity << ','
                << format_fixed(note.confidence, 3) << '\n';
}

}  // namespace stratum::midi
