#pragma once

#include "answer.hpp"
#include "metrics/statistics.hpp"
#include "truth.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace stratum::evaluate {

/// The judgements about one file; a value is absent where the truth does not allow it.
struct FileScore {
    std::string set;
    std::string file;
    std::string group;    ///< The value of the column that is grouped by.
    std::string failure;  ///< Why the file gave no answer; empty otherwise.
    double duration = 0.0;
    double seconds = 0.0;
    std::optional<double> true_bpm;
    std::optional<double> bpm;
    std::string true_key;
    std::string key;
    /// By the name of the measure (`kMeasures`); shares are 0 or 1.
    std::map<std::string, double> values;
    std::optional<Judged> tempo;
    bool octave_error = false;  ///< A multiple of the true tempo was answered, Acc2 and not Acc1.
    std::optional<Judged> beats;
    std::optional<Judged> key_judged;
    std::vector<Judged> borders;
    std::vector<Judged> chords;  ///< One for each answered chord that can be judged.
};

struct Measure {
    std::string_view name;   ///< "tempo_acc1": of JSON and CSV.
    std::string_view title;  ///< "tempo Acc1": of the table.
    bool share = true;       ///< Wilson interval; otherwise bootstrap.
};
[[nodiscard]] std::span<const Measure> all_measures();

struct ScoreOptions {
    double from = 5.0;  ///< Beats before are not scored, seconds.
    std::string by;     ///< Column to group by; empty for none.
};

/// An answer that is missing (the analyser found no tempo, or the file failed) counts as wrong. A file of a kind that
/// is not decoded at all (`unsupported`) is not scored.
[[nodiscard]] FileScore score_file(const Truth& truth, const Answer& answer, const ScoreOptions& options);

/// All judgements about one group of files.
struct Summary {
    std::string name;
    int files = 0;
    int refused = 0;  ///< Gave no answer; the reasons are with the files.
    double duration = 0.0;
    double seconds = 0.0;
    std::vector<std::pair<std::string, Estimate>> measures;  ///< In the order of `all_measures`, those with n > 0.
    std::optional<double> sure_when_right;                   ///< Median confidence of right tempi,
    std::optional<double> sure_when_octave;                  ///< and of octave errors,
    int octave_errors = 0;                                   ///< of which there are so many.
    Reliability tempo;
    Reliability beats;
    Reliability key;
    Reliability borders;
    Reliability chords;
};
[[nodiscard]] Summary summarise(std::string name, const std::vector<const FileScore*>& scores);

}  // namespace stratum::evaluate
