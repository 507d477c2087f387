#pragma once

#include "stratum/base/command.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/base/result.hpp"
#include "stratum/library/types.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::analyze {

/// What this run did for a file.
enum class Status : std::uint8_t {
    analysed,   ///< Something was heard anew.
    known,      ///< Recognised by its audio: renamed, moved, re-tagged, or a copy.
    unchanged,  ///< Size and time are as they were.
    stored,     ///< Nothing was asked of the file; this is what the library holds (`show`).
};
[[nodiscard]] std::string_view name_of(Status status);

/// Things worth saying about a track that are no values: "silent", "truncated" and so on.
[[nodiscard]] std::vector<std::string> notes_of(const library::TrackView& track);

/// "100-120 BPM".
[[nodiscard]] std::string range_text(const analysis::TempoRange& range);

/// One way to print tracks, called in the order in which they were found. What it writes goes to the stream it was made
/// with.
class Output {
  public:
    virtual ~Output() = default;
    virtual void begin() {}
    virtual void track(const library::TrackView& track, Status status) = 0;
    virtual void failure(const std::string& path, const Error& error) = 0;
    virtual void end() {}
};

enum class Bulk : std::uint8_t { leave_out, include };

/// The report as an object; without bulk as `make_json_output` says.
void write_report(JsonWriter& json, const analysis::Report& report, Bulk bulk);

/// One JSON object a line, as docs/read-the-results.md says; with `indent` spread over lines. Without bulk the
/// waveform, the chromagram, the onsets, the curves of loudness, melody and voice and the fingerprint's words are left
/// out.
[[nodiscard]] std::unique_ptr<Output> make_json_output(std::ostream& out, Bulk bulk, int indent = 0);
/// RFC 4180 with a header line; numbers with a point, whatever the locale.
[[nodiscard]] std::unique_ptr<Output> make_csv_output(std::ostream& out);
/// One JAMS 0.3 document a line: tempo, beat (with the position in the bar), key_mode, segment_open, chord; with bulk
/// also onset and note_midi.
[[nodiscard]] std::unique_ptr<Output> make_jams_output(std::ostream& out, Bulk bulk, std::string version);
/// For people: aligned columns, the name last.
[[nodiscard]] std::unique_ptr<Output> make_table_output(const Terminal& out);
/// For people: everything about one track.
[[nodiscard]] std::unique_ptr<Output> make_page_output(const Terminal& out);

}  // namespace stratum::analyze
