#include "output.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/text.hpp"

#include <cmath>

namespace stratum::analyze {
namespace {

constexpr std::string_view kHeader =
    "path,status,title,artist,album,duration,bpm,bpm_confidence,grid,first_beat,beats_per_bar,key,camelot,open_key,"
    "key_confidence,tuning_cents,integrated_lufs,range_lu,true_peak_dbtp,replay_gain_db,replay_gain_peak,energy,"
    "sections,mix_in,mix_out,silence_leading,silence_trailing,container,codec,sample_rate,channels,bit_rate,track_id,"
    "content_id,notes,error";
constexpr std::size_t kColumns = 36;

std::string csv_quoted(std::string_view text) {
    std::string valid = valid_utf8(text);
    if (valid.find_first_of(",\"\r\n") == std::string::npos) return valid;
    std::string result = "\"";
    for (const char c : valid) result += c == '"' ? "\"\"" : std::string(1, c);
    return result + "\"";
}

/// One line, cell by cell; what is absent is an empty cell.
class Line {
  public:
    void text(std::string_view value) { cell(csv_quoted(value)); }
    void maybe(const std::optional<std::string>& value) { cell(value ? csv_quoted(*value) : ""); }
    void number(std::optional<double> value, int digits) {
        cell(value && std::isfinite(*value) ? format_fixed(*value, digits) : "");
    }
    void integer(std::optional<std::int64_t> value) { cell(value ? std::to_string(*value) : ""); }
    void empty_up_to(std::size_t column) {
        while (cells_ < column) cell("");
    }
    [[nodiscard]] const std::string& text() const { return line_; }

  private:
    void cell(const std::string& value) {
        if (cells_++ > 0) line_ += ',';
        line_ += value;
    }
    std::string line_;
    std::size_t cells_ = 0;
};

template <class U>
std::optional<double> value_of(const std::optional<U>& unit) {
    if (!unit) return {};
    return unit->value();
}

void rhythm_cells(Line& line, const std::optional<analysis::Rhythm>& rhythm) {
    const analysis::Tempo* tempo = rhythm && rhythm->tempo ? &*rhythm->tempo : nullptr;
    const analysis::BeatGrid* grid = rhythm && rhythm->grid ? &*rhythm->grid : nullptr;
    line.number(tempo != nullptr ? std::optional{tempo->bpm.value()} : std::nullopt, 3);
    line.number(tempo != nullptr ? std::optional{tempo->confidence} : std::nullopt, 3);
    line.text(grid != nullptr ? name_of(grid->kind) : std::string_view{});
    line.number(grid != nullptr && !grid->beats.empty() ? std::optional{grid->beats.front().value()} : std::nullopt, 4);
    line.integer(rhythm && rhythm->metre ? std::optional<std::int64_t>{rhythm->metre->beats_per_bar} : std::nullopt);
}

void harmony_cells(Line& line, const std::optional<analysis::Harmony>& harmony) {
    if (harmony && harmony->key) {
        line.text(analysis::name_of(harmony->key->key));
        line.text(analysis::camelot_of(harmony->key->key));
        line.text(analysis::open_key_of(harmony->key->key));
        line.number(harmony->key->confidence, 3);
    } else {
        for (int i = 0; i < 4; ++i) line.text(std::string_view{});
    }
    line.number(harmony && harmony->tuning ? std::optional{harmony->tuning->offset.value()} : std::nullopt, 1);
}

void loudness_cells(Line& line, const std::optional<analysis::Loudness>& loudness) {
    const analysis::Loudness none;
    const analysis::Loudness& l = loudness ? *loudness : none;
    line.number(value_of(l.integrated), 2);
    line.number(value_of(l.range), 2);
    line.number(value_of(l.true_peak), 2);
    line.number(l.replay_gain ? std::optional{l.replay_gain->gain.value()} : std::nullopt, 2);
    line.number(l.replay_gain ? std::optional{l.replay_gain->peak} : std::nullopt, 6);
}

/// "intro@0.000 drop@15.484", as far as there is structure.
void structure_cells(Line& line, const std::optional<analysis::Structure>& structure) {
    const auto time = [](const std::optional<analysis::MixPoint>& point) {
        return point ? std::optional{point->time.value()} : std::nullopt;
    };
    std::string sections;
    if (structure)
        for (const auto& section : structure->sections)
            sections += (sections.empty() ? "" : " ") + std::string{name_of(section.kind)} + "@" +
                        format_fixed(section.start.value(), 3);
    line.text(sections);
    line.number(structure ? time(structure->mix_in) : std::nullopt, 3);
    line.number(structure ? time(structure->mix_out) : std::nullopt, 3);
}

class CsvOutput final : public Output {
  public:
    explicit CsvOutput(std::ostream& out) : out_(out) {}

    void begin() override { out_ << kHeader << "\r\n"; }

    void track(const library::TrackView& track, Status status) override {
        const analysis::Report& report = track.report;
        Line line;
        line.text(track.file.path);
        line.text(name_of(status));
        line.maybe(track.tags.title);
        line.maybe(track.tags.artist);
        line.maybe(track.tags.album);
        line.number(report.duration.value(), 3);
        rhythm_cells(line, report.rhythm);
        harmony_cells(line, report.harmony);
        loudness_cells(line, report.loudness);
        line.integer(report.energy ? std::optional<std::int64_t>{report.energy->rating} : std::nullopt);
        structure_cells(line, report.structure);
        line.number(report.silence ? std::optional{report.silence->leading.value()} : std::nullopt, 3);
        line.number(report.silence ? std::optional{report.silence->trailing.value()} : std::nullopt, 3);
        line.text(track.media.container);
        line.text(track.media.codec);
        line.integer(track.media.rate.value());
        line.integer(track.media.channels);
        line.integer(track.media.bit_rate);
        line.text(to_text(track.file.track));
        line.text(to_hex(track.file.content));
        std::string notes;
        for (const auto& note : notes_of(track)) notes += (notes.empty() ? "" : " ") + note;
        line.text(notes);
        line.empty_up_to(kColumns);
        out_ << line.text() << "\r\n";
    }

    void failure(const std::string& path, const Error& error) override {
        Line line;
        line.text(path);
        line.text(std::string_view{"failed"});
        line.empty_up_to(kColumns - 1);
        line.text(error.text());
        out_ << line.text() << "\r\n";
    }

  private:
    std::ostream& out_;
};

}  // namespace

std::unique_ptr<Output> make_csv_output(std::ostream& out) { return std::make_unique<CsvOutput>(out); }

}  // namespace stratum::analyze
