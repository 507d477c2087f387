#pragma once

#include "stratum/base/fields.hpp"
#include "stratum/base/result.hpp"
#include "stratum/library/beat_edit.hpp"
#include "stratum/library/corrections.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::correct {

enum class OperationKind : std::uint8_t {
    double_,
    halve,
    ratio,
    tempo,
    shift,
    nudge,
    tap,
    metre,
    key,
    confirm,  ///< All is right as it is shown.
    revert,   ///< What a person said counts no more.
};
[[nodiscard]] std::string_view name_of(OperationKind kind);
[[nodiscard]] bool from_name(std::string_view name, OperationKind& out);

/// One thing that is done to what is shown of a track (`CorrectionOperation` in `api/corrections.yaml`). What does not
/// belong to its kind is not looked at.
struct Operation {
    OperationKind kind{};
    library::TempoRatio ratio{};                    ///< For `ratio`.
    Bpm bpm{};                                      ///< For `tempo`.
    double beats = 0.0;                             ///< For `shift`.
    Seconds seconds{};                              ///< For `nudge`.
    std::vector<Seconds> taps{};                    ///< For `tap`.
    int beats_per_bar = 4;                          ///< For `metre`.
    analysis::Key key{};                            ///< For `key`.
    std::vector<library::CorrectedField> fields{};  ///< For `revert`; empty for all.
    std::optional<Seconds> from{};                  ///< All before that stays as it is.
};

inline constexpr std::size_t kMostOperations = 8;

/// What can be said without looking at a track. Errors: `invalid_argument`.
[[nodiscard]] Result<void> check(const Operation& operation);

/// The operations as they would be typed: "--double --key Am". What the list of steps calls them.
[[nodiscard]] std::string words_of(std::span<const Operation> operations);

}  // namespace stratum::correct
