#pragma once

#include "rhythm/beat_opinion.hpp"
#include "rhythm/onsets.hpp"
#include "rhythm/periodicity.hpp"
#include "rhythm/tempo_level.hpp"
#include "stratum/analysis/report.hpp"
#include "stratum/analysis/tempo_prior.hpp"
#include "stratum/analysis/tempo_range.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace stratum::analysis::rhythm {

/// What one method thinks of each pulse: log-odds up to a constant, so that opinions add.
struct Opinion {
    std::string method;
    double weight = 1.0;         ///< How much its log-odds count.
    std::vector<double> scores;  ///< One for each pulse.
};

/// What the estimators look at.
struct TempoEvidence {
    Periodicity periodicity;
    double onsets_a_second = 0.0;
    Seconds audible;                       ///< From the first to the last sound.
    Seconds duration;                      ///< Of the whole recording.
    std::optional<TempoRange> range = {};  ///< Where the listener wants the tempo,
    std::optional<TempoPrior> prior = {};  ///< or where it is likely to lie.
    BeatEvidence beats = {};               ///< Of the beat network; empty without it.
};

/// The pulses and what each method thinks of them.
struct TempoQuestion {
    std::vector<Pulse> pulses;
    std::vector<Opinion> opinions;
    std::optional<TempoRange> range = {};
};
/// Asks every method. Without pulses when nothing in the recording repeats.
[[nodiscard]] TempoQuestion ask_tempo(const TempoEvidence& evidence);

struct TempoVote {
    std::size_t winner = 0;             ///< Among the pulses.
    std::vector<double> probabilities;  ///< Of each pulse, that it is right within 4 %; add up to at most 1.
};
/// Adds the opinions up [log-linear pool, Genest and Zidek 1986] and calibrates; a range decides between octaves.
/// Nothing without pulses.
[[nodiscard]] std::optional<TempoVote> vote(const TempoQuestion& question);

/// How `other` relates to `chosen`, within 4 %.
[[nodiscard]] TempoRelation relation_of(Bpm other, Bpm chosen);
/// The report's form: the winner's tempo is `bpm`, as the grid found it.
[[nodiscard]] Tempo describe_tempo(const TempoQuestion& question, const TempoVote& result, Bpm bpm);

}  // namespace stratum::analysis::rhythm
