#pragma once

#include "print.hpp"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace stratum::evaluate {

struct EvaluateOptions {
    int jobs = 1;
    ScoreOptions score;
    std::optional<std::string> split;                 ///< Only rows whose column `split` says so.
    std::optional<std::string> soundfont;             ///< Renders MIDI files with it; without, they are skipped.
    std::string cache;                                ///< Where rendered MIDI is kept.
    std::optional<std::string> peers;                 ///< Table of recorded answers.
    bool in_parts = false;                            ///< Each answer is one of a part of the file.
    std::function<void(int done, int all)> progress;  ///< Called from any thread, one at a time.
};

/// Gives the answers about a row, whose audio lies at `path` (rendered, if the row's own file is MIDI).
using Hear = std::function<std::vector<Answer>(const Truth& truth, const std::string& path)>;

/// Analyses every file of the sets and judges the answers. `hear` is `listen` but for tests. The result does not depend
/// on `jobs`. Errors: those of the tables; `cancelled`.
Result<Evaluation> evaluate(const std::vector<std::string>& folders, const EvaluateOptions& options, const Hear& hear,
                            std::stop_token stop = {});

}  // namespace stratum::evaluate
