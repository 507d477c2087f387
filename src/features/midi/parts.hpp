#pragma once

#include "smf.hpp"
#include "stratum/analysis/report.hpp"
#include "stratum/base/fields.hpp"
#include "tempo_map.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::midi {

/// What a file can hold, a track each.
enum class PartKind : std::uint8_t { chords, bass, melody, drums };
inline constexpr std::array kAllParts{PartKind::chords, PartKind::bass, PartKind::melody, PartKind::drums};
[[nodiscard]] std::string_view name_of(PartKind kind);

/// A note of the file, and where it comes from.
struct PartNote {
    Seconds start;  ///< In the recording.
    Seconds end;
    int bar = 0;            ///< From 1 at the first downbeat on; 0 without bars.
    double beat = 0.0;      ///< In its bar, from 1 on.
    std::int64_t tick = 0;  ///< In the file, quantised where that was asked for,
    std::int64_t end_tick = 0;
    int note = 0;        ///< MIDI number, the nearest semitone;
    double pitch = 0.0;  ///< and as it was heard.
    int velocity = 0;    ///< 1 to 127.
    double confidence = 0.0;
    std::string name;  ///< "C4", "snare"; of chords the chord: "Am7", "C/E".
};
template <class V>
void describe(V& v, PartNote& x) {
    v.field("start", x.start);
    v.field("end", x.end);
    v.field("bar", x.bar);
    v.field("beat", x.beat);
    v.field("note", x.note);
    v.field("pitch", x.pitch);
    v.field("name", x.name);
    v.field("velocity", x.velocity);
    v.field("confidence", x.confidence);
}

struct Part {
    PartKind kind = PartKind::chords;
    std::vector<PartNote> notes;
};

struct PartOptions {
    std::optional<int> quantize = {};  ///< Notes a whole note: 16 for sixteenths; a divisor of 3,840.
    double least_confidence = 0.0;     ///< Notes that are less sure are left out.
};

/// Whether the report holds the part, however few notes it has.
[[nodiscard]] bool has_part(const analysis::Report& report, PartKind kind);
/// The notes of a part that the report has. Chords are block voicings of four voices with their own bass, each reached
/// from the one before with the least motion (the analyser `theory`, which is asked anew: key and beats may have been
/// corrected).
[[nodiscard]] Part part_of(const analysis::Report& report, PartKind kind, const TempoMap& map,
                           const PartOptions& options);

struct FileOptions {
    std::string title;
    bool bends = false;  ///< Melody and bass sound as they were heard, not as the nearest semitone.
};
/// A file of the parts, after a first track with tempi, metres, keys and, as markers, sections. Errors: of `write_smf`.
[[nodiscard]] Result<Bytes> file_of(const analysis::Report& report, const TempoMap& map, std::span<const Part> parts,
                                    const FileOptions& options);

}  // namespace stratum::midi
