#pragma once

#include "hear.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/networks.hpp"
#include "stratum/library/tempo_rules.hpp"

#include <optional>
#include <span>
#include <string>

namespace stratum::analyze {

/// What the library answers a child that hears one of its files: which analysers lack this content, and what is likely
/// of its tempo.
class ChildAnswers {
  public:
    /// All three outlive it.
    ChildAnswers(library::Library& library, const library::TempoRules& rules,
                 const std::optional<analysis::TempoRange>& range)
        : library_(library), rules_(rules), range_(range) {}

    /// The answer to what the child asks about `path`, in the form of `Answer`; `prior` becomes what it was told.
    [[nodiscard]] Bytes answer(const std::string& path, analysis::AnalyserSet wanted,
                               std::span<const std::uint8_t> question, std::optional<analysis::TempoPrior>& prior);

    /// What is likely of the tempo of a content, by all its files: copies that lie elsewhere, or are tagged otherwise,
    /// would else have it heard anew in turn, for ever. `file` is one that may not be known yet, or by other tags.
    [[nodiscard]] Result<std::optional<analysis::TempoPrior>> prior_of(const media::ContentId& content,
                                                                       const std::optional<library::FileGenre>& file);
    /// Before its content is known: that which the library has under the path is likely to be it.
    [[nodiscard]] Result<std::optional<analysis::TempoPrior>> prior_of(const library::FileGenre& file);

  private:
    library::Library& library_;
    const library::TempoRules& rules_;
    const std::optional<analysis::TempoRange>& range_;
};

/// What a child found out, as the library takes it. Errors: `internal` when its answer can not be read.
[[nodiscard]] Result<library::Heard> heard_from(std::span<const std::uint8_t> outcome, const std::string& path,
                                                const FileStat& stat);

/// Whether trying again would say the same, as long as neither the file nor the program changes.
[[nodiscard]] bool is_lasting(ErrorCode code);

/// The arguments that make this program a child which hears.
[[nodiscard]] std::vector<std::string> child_arguments(const media::Limits& limits,
                                                       const library::NetworkWish& networks);

}  // namespace stratum::analyze
