#include "wish.hpp"

namespace stratum::correct {

Result<std::vector<Operation>> operations_of(const Wish& wish) {
    using enum OperationKind;
    const bool changes = wish.ratio || wish.tempo || wish.beats_per_bar || wish.shift || wish.nudge || wish.key;
    if (wish.confirm && (changes || wish.from || wish.revert))
        return error(ErrorCode::invalid_argument, "--confirm says that all is right as it is, and stands alone");
    if (!changes && !wish.confirm && (!wish.revert || wish.from))
        return error(ErrorCode::invalid_argument, wish.from ? "what shall be changed from there on?" : "what is wrong?",
                     "say --double, --half, --three-halves, --two-thirds, --shift-beats, --nudge, --bpm, --metre or "
                     "--key, or --confirm or --revert");
    if (wish.ratio && wish.tempo)
        return error(ErrorCode::invalid_argument, "--bpm and a factor such as --double exclude each other");
    std::vector<Operation> operations;
    if (wish.revert) operations.push_back({.kind = revert});
    if (wish.ratio) operations.push_back({.kind = ratio, .ratio = *wish.ratio, .from = wish.from});
    if (wish.tempo) operations.push_back({.kind = tempo, .bpm = *wish.tempo, .from = wish.from});
    if (wish.beats_per_bar)
        operations.push_back({.kind = metre, .beats_per_bar = *wish.beats_per_bar, .from = wish.from});
    if (wish.shift) operations.push_back({.kind = shift, .beats = *wish.shift, .from = wish.from});
    if (wish.nudge) operations.push_back({.kind = nudge, .seconds = *wish.nudge, .from = wish.from});
    if (wish.key) operations.push_back({.kind = key, .key = *wish.key, .from = wish.from});
    if (wish.confirm) operations.push_back({.kind = confirm});
    for (const Operation& operation : operations) STRATUM_TRY_VOID(check(operation));
    return operations;
}

}  // namespace stratum::correct
