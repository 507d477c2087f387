#include "output.hpp"
#include "stratum/base/terminal_text.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>

namespace stratum::analyze {
namespace {

struct Column {
    std::string_view title;
    int width;
    Align align;
    int needs;  ///< Columns the terminal must have for this one to be shown.
};
// The name comes last, so that it may be as long as it is where nobody cuts it: in a pipe.
constexpr std::array kColumns{
    Column{"Time", 8, Align::right, 0},    Column{"BPM", 6, Align::right, 0},   Column{"Key", 9, Align::left, 56},
    Column{"Code", 4, Align::right, 0},    Column{"LUFS", 6, Align::right, 64}, Column{"Peak", 6, Align::right, 72},
    Column{"Energy", 6, Align::right, 48},
};
constexpr int kShortestName = 16;
constexpr int kShortestTitle = 8;  ///< Beside notes.

class TableOutput final : public Output {
  public:
    explicit TableOutput(const Terminal& out) : out_(out.stream), colour_(out.colour) {
        const int columns = out.is_terminal ? out.columns : 1000;
        int used = 0;
        for (std::size_t i = 0; i < kColumns.size(); ++i) {
            shown_[i] = columns >= kColumns[i].needs;
            if (shown_[i]) used += kColumns[i].width + 2;
        }
        name_width_ = std::max(kShortestName, columns - used);
    }

    void track(const library::TrackView& track, Status) override {
        const analysis::Report& report = track.report;
        std::array<std::string, kColumns.size()> cells;
        cells[0] = format_duration(report.duration.value());
        if (report.rhythm && report.rhythm->tempo) cells[1] = format_fixed(report.rhythm->tempo->bpm.value(), 2);
        if (report.harmony && report.harmony->key) {
            cells[2] = analysis::name_of(report.harmony->key->key);
            cells[3] = analysis::camelot_of(report.harmony->key->key);
        }
        if (report.loudness && report.loudness->integrated)
            cells[4] = format_fixed(report.loudness->integrated->value(), 1);
        if (report.loudness && report.loudness->true_peak)
            cells[5] = format_fixed(report.loudness->true_peak->value(), 1);
        if (report.energy) cells[6] = std::to_string(report.energy->rating);
        row(cells, name_of_track(track));
    }

    void failure(const std::string&, const Error&) override {}  // on stderr, in its own line

  private:
    /// Where there is no room for the artist, the title stands alone: cut at its end, "artist - title" would be the
    /// same for a whole album.
    [[nodiscard]] std::string name_of_track(const library::TrackView& track) const {
        const auto& [title, artist] = std::tie(track.tags.title, track.tags.artist);
        std::string notes;
        for (const auto& note : notes_of(track)) notes += " [" + note + "]";
        const bool titled = title && !title->empty();
        const std::string name = titled ? *title : std::string{file_name_of(track.file.path)};
        if (titled && artist && !artist->empty()) {
            std::string whole = *artist + " - " + name + notes;
            if (display_width(whole) <= name_width_) return whole;
        }
        return fit_columns(name, std::max(kShortestTitle, name_width_ - display_width(notes))) + notes;
    }

    void row(const std::array<std::string, kColumns.size()>& cells, std::string_view name) {
        if (!std::exchange(headed_, true)) {
            std::string head;
            for (std::size_t i = 0; i < kColumns.size(); ++i)
                if (shown_[i]) head += pad_columns(kColumns[i].title, kColumns[i].width, kColumns[i].align) + "  ";
            out_ << (colour_ ? "\x1b[1m" : "") << head << "Track" << (colour_ ? "\x1b[0m" : "") << '\n';
        }
        for (std::size_t i = 0; i < kColumns.size(); ++i)
            if (shown_[i])
                out_ << pad_columns(cells[i].empty() ? "-" : cells[i], kColumns[i].width, kColumns[i].align) << "  ";
        out_ << fit_columns(name, name_width_) << '\n';
    }

    std::ostream& out_;
    bool colour_;
    bool headed_ = false;
    int name_width_ = 0;
    std::array<bool, kColumns.size()> shown_{};
};

}  // namespace

std::unique_ptr<Output> make_table_output(const Terminal& out) { return std::make_unique<TableOutput>(out); }

}  // namespace stratum::analyze
