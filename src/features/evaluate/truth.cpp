#include "truth.hpp"

#include "csv.hpp"
#include "metrics/beats.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace stratum::evaluate {
namespace {

namespace fs = std::filesystem;

/// An annotation without any is a mistake.
Result<std::vector<double>> annotated_times(const std::string& path) {
    STRATUM_TRY(auto times, read_times(path));
    if (times.empty()) return error(ErrorCode::corrupt, path + " holds no times");
    return times;
}

/// One section a line: start, end and label between blanks or tabs.
Result<std::vector<LabelledSpan>> read_spans(const std::string& path) {
    std::ifstream file{path};
    if (!file) return error(ErrorCode::not_found, "cannot read the annotation " + path);
    std::vector<LabelledSpan> spans;
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        std::string_view rest = trim(line);
        if (rest.empty() || rest.front() == '#') continue;
        const auto word = [&] {
            const std::string_view found = rest.substr(0, rest.find_first_of(" \t"));
            rest = trim(rest.substr(found.size()));
            return found;
        };
        const auto start = parse_number(word());
        const auto end = parse_number(word());
        if (!start || !end || rest.empty() || *start < 0.0 || *end <= *start ||
            (!spans.empty() && *start < spans.back().end - 1e-6))
            return error(
                ErrorCode::corrupt,
                path + ", line " + std::to_string(number) + ": '" + line + "' is no section that follows the last",
                "write start and end in seconds and a label, as in 12.5 25.0 verse, in rising order");
        spans.push_back({*start, *end, std::string{rest}});
    }
    if (spans.empty()) return error(ErrorCode::corrupt, path + " holds no sections");
    return spans;
}

/// Start, end and label a line, apart by tabs or blanks; ascending.
Result<std::vector<LabelledSpan>> read_chords(const std::string& path) {
    std::ifstream file{path};
    if (!file) return error(ErrorCode::not_found, "cannot read the annotation " + path);
    std::vector<LabelledSpan> spans;
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        std::istringstream words{line};
        std::string start;
        std::string end;
        std::string label;
        if (!(words >> start)) continue;
        words >> end >> label;
        const auto from = parse_number(start);
        const auto to = parse_number(end);
        if (!from || !to || *to < *from || !chord_tones(label) || (!spans.empty() && *from < spans.back().end - 0.01))
            return error(ErrorCode::corrupt, path + ", line " + std::to_string(number) + " is no chord: " + line,
                         "write start, end and a label in Harte's syntax, in the order of time");
        // Annotations are rounded; what overlaps by less than 10 ms touches.
        spans.push_back({spans.empty() ? *from : std::max(*from, spans.back().end), *to, label, 1.0});
    }
    if (spans.empty()) return error(ErrorCode::corrupt, path + " holds no chords");
    return spans;
}

/// Of the downbeats' distance in beats the most frequent one: the metre where the table does not tell it.
std::optional<int> metre_of(const std::vector<double>& beats, const std::vector<double>& downbeats) {
    std::map<int, int> counts;
    for (std::size_t i = 1; i < downbeats.size(); ++i) {
        const auto first = std::lower_bound(beats.begin(), beats.end(), downbeats[i - 1] - 0.02);
        const auto last = std::lower_bound(beats.begin(), beats.end(), downbeats[i] - 0.02);
        ++counts[static_cast<int>(last - first)];
    }
    const auto best =
        std::max_element(counts.begin(), counts.end(), [](auto& a, auto& b) { return a.second < b.second; });
    const int all = static_cast<int>(downbeats.size()) - 1;
    if (best == counts.end() || best->second * 10 < all * 8 || best->first < 2) return std::nullopt;
    return best->first;
}

/// An empty cell is unknown; one that is not understood is a mistake of the table, not of the analysis.
template <class Parse>
auto parsed(const Table& table, std::size_t row, const char* column, const std::string& folder, Parse parse,
            const char* wanted) -> Result<decltype(parse(std::string_view{}))> {
    const std::string_view cell = trim(table.cell(row, column));
    auto value = parse(cell);
    if (!cell.empty() && !value)
        return error(ErrorCode::corrupt,
                     folder + "/truth.csv says " + column + " '" + std::string{cell} + "' of " +
                         std::string{table.cell(row, "file")},
                     std::string{"write "} + wanted + ", or leave it empty where it is unknown");
    return value;
}

}  // namespace

Result<std::vector<double>> read_times(const std::string& path) {
    std::ifstream file{path};
    if (!file) return error(ErrorCode::not_found, "cannot read the annotation " + path);
    std::vector<double> times;
    std::string line;
    while (std::getline(file, line)) {
        const auto text = trim(line);
        const auto time = parse_number(text.substr(0, text.find_first_of(" \t,")));
        if (time) times.push_back(*time);
    }
    std::sort(times.begin(), times.end());
    return times;
}

Result<std::vector<Truth>> read_truth(const std::string& folder) {
    STRATUM_TRY(const Table table, read_csv(folder + "/truth.csv"));
    if (!table.has("file")) return error(ErrorCode::corrupt, folder + "/truth.csv has no column 'file'");
    std::vector<Truth> rows;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        Truth row;
        row.set = fs::path{folder}.lexically_normal().filename().string();
        if (row.set.empty()) row.set = fs::path{folder}.lexically_normal().parent_path().filename().string();
        row.file = table.cell(i, "file");
        if (row.file.empty()) continue;
        row.path = folder + "/" + row.file;
        for (std::size_t c = 0; c < table.header.size(); ++c)
            row.columns[table.header[c]] = c < table.rows[i].size() ? table.rows[i][c] : "";
        STRATUM_TRY(row.bpm, parsed(table, i, "bpm", folder, parse_number, "beats a minute, as in 128 or 127.95"));
        STRATUM_TRY(row.key, parsed(table, i, "key", folder, analysis::parse_key, "a key, as in A:min or F#:maj"));
        row.kind = table.cell(i, "kind");
        row.beatless = row.kind == "beatless";
        STRATUM_TRY(row.integrated_lufs,
                    parsed(table, i, "integrated_lufs", folder, parse_number, "LUFS, as in -14.2"));
        row.lufs_tolerance = parse_number(table.cell(i, "integrated_tolerance")).value_or(0.1);
        if (const auto beats = table.cell(i, "beats_file"); !beats.empty()) {
            STRATUM_TRY(row.beats, annotated_times(folder + "/" + std::string{beats}));
        }
        if (const auto downbeats = table.cell(i, "downbeats_file"); !downbeats.empty()) {
            STRATUM_TRY(row.downbeats, annotated_times(folder + "/" + std::string{downbeats}));
        }
        if (const auto sections = table.cell(i, "sections_file"); !sections.empty()) {
            STRATUM_TRY(row.sections, read_spans(folder + "/" + std::string{sections}));
        }
        if (const auto chords = table.cell(i, "chords_file"); !chords.empty()) {
            STRATUM_TRY(row.chords, read_chords(folder + "/" + std::string{chords}));
        }
        if (const auto keys = table.cell(i, "keys_file"); !keys.empty()) {
            STRATUM_TRY(row.keys, read_spans(folder + "/" + std::string{keys}));
            for (const LabelledSpan& span : row.keys)
                if (!analysis::parse_key(span.label))
                    return error(ErrorCode::corrupt,
                                 folder + "/" + std::string{keys} + ": '" + span.label + "' is no key");
        }
        if (const auto metre = parse_integer(table.cell(i, "beats_per_bar")))
            row.beats_per_bar = static_cast<int>(*metre);
        if (!row.beats_per_bar && row.downbeats.size() > 4) row.beats_per_bar = metre_of(row.beats, row.downbeats);
        rows.push_back(std::move(row));
    }
    return rows;
}

Result<std::vector<std::string>> find_sets(const std::vector<std::string>& folders) {
    std::vector<std::string> sets;
    for (const std::string& folder : folders) {
        std::error_code code;
        if (fs::exists(folder + "/truth.csv", code)) {
            sets.push_back(folder);
            continue;
        }
        std::vector<std::string> inside;
        for (fs::directory_iterator it{folder, code}, end; !code && it != end; it.increment(code))
            if (fs::exists(it->path() / "truth.csv")) inside.push_back(it->path().string());
        if (code) return error(ErrorCode::not_found, "cannot look into " + folder + ": " + code.message());
        if (inside.empty())
            return error(ErrorCode::not_found, "neither " + folder + " nor a folder in it holds a truth.csv",
                         "see docs/methods/evaluation.md for its columns");
        std::sort(inside.begin(), inside.end());
        sets.insert(sets.end(), inside.begin(), inside.end());
    }
    return sets;
}

}  // namespace stratum::evaluate
