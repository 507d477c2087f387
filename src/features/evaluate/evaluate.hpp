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
    std::function<void(int done, int all)> progress;  ///< Called from any thread, one at a time.
};

/// Analyses every file of the sets and judges the answers. `hear` is `listen` but for tests. The result does not depend
/// on `jobs`. Errors: those of the tables; `cancelled`.
Result<Evaluation> evaluate(const std::vector<std::string>& folders, const EvaluateOptions& options,
                            const std::function<Answer(const std::string& path)>& hear, std::stop_token stop = {});

}  // namespace stratum::evaluate
