#pragma once

#include "stratum/analysis/tempo_range.hpp"
#include "stratum/base/export.hpp"
#include "stratum/base/result.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// What is known of a recording's tempo before it is heard: from its genre, or from whoever keeps it in a folder.
namespace stratum::analysis {

/// Weighs the tempi that are heard; unlike a `TempoRange` it rules out none.
struct TempoPrior {
    TempoRange likely;
    /// How many times likelier than other tempi those inside are: 1 says nothing. Tempi outside lose gradually, all of
    /// it from 0.4 octaves on.
    double odds = 1.0;
    std::string reason;  ///< "genre drum and bass": what it comes from, for the report.
    friend bool operator==(const TempoPrior&, const TempoPrior&) = default;
};
template <class V>
void describe(V& v, TempoPrior& x) {
    v.field("likely", x.likely);
    v.field("odds", x.odds);
    v.field("reason", x.reason);
}

/// Of a genre that we know by ourselves: tags are often vague, and genres have exceptions.
inline constexpr double kKnownGenreOdds = 8.0;
/// Of what a person said about the own collection.
inline constexpr double kPersonOdds = 30.0;

/// Errors: those of the range; `invalid_argument` unless 1 <= odds <= 1000.
STRATUM_EXPORT Result<void> check(const TempoPrior& prior);

/// A genre and where its tempo commonly lies; no range: it may be anything.
struct GenreTempo {
    std::string genre;
    std::optional<TempoRange> likely;
};

/// The first genre of a tag ("Liquid Drum & Bass; Electronic") that one of `genres` is part of, word by word: capitals
/// and signs do not count, "&" and "n" mean "and". Of several the longest. Null when none fits.
[[nodiscard]] STRATUM_EXPORT const GenreTempo* find_genre(std::string_view tag, std::span<const GenreTempo> genres);

/// What is known by heart, from "dub" to "gabber"; docs/methods/rhythm.md names the sources.
[[nodiscard]] STRATUM_EXPORT std::span<const GenreTempo> known_genres();
/// The prior of a tag's genre among those; nothing for others.
[[nodiscard]] STRATUM_EXPORT std::optional<TempoPrior> known_prior(std::string_view tag);

}  // namespace stratum::analysis
