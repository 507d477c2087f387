#include "operation.hpp"

#include "stratum/base/json_writer.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace stratum::correct {
namespace {

constexpr int kLargestFactor = 16;

constexpr std::array<std::pair<OperationKind, std::string_view>, 11> kNames{{
    {OperationKind::double_, "double"},
    {OperationKind::halve, "halve"},
    {OperationKind::ratio, "ratio"},
    {OperationKind::tempo, "tempo"},
    {OperationKind::shift, "shift"},
    {OperationKind::nudge, "nudge"},
    {OperationKind::tap, "tap"},
    {OperationKind::metre, "metre"},
    {OperationKind::key, "key"},
    {OperationKind::confirm, "confirm"},
    {OperationKind::revert, "revert"},
}};

std::string words_of_ratio(library::TempoRatio ratio) {
    const auto is = [&](int times, int over) { return ratio.times == times && ratio.over == over; };
    if (is(2, 1)) return "--double";
    if (is(1, 2)) return "--half";
    if (is(3, 2)) return "--three-halves";
    if (is(2, 3)) return "--two-thirds";
    return "--ratio " + std::to_string(ratio.times) + "/" + std::to_string(ratio.over);
}

std::string words_of_one(const Operation& operation) {
    using enum OperationKind;
    switch (operation.kind) {
        case double_:
            return "--double";
        case halve:
            return "--half";
        case ratio:
            return words_of_ratio(operation.ratio);
        case tempo:
            return "--bpm " + to_json(operation.bpm.value());
        case shift:
            return "--shift-beats " + to_json(operation.beats);
        case nudge:
            return "--nudge " + to_json(operation.seconds.value());
        case tap:
            return "--tap (" + std::to_string(operation.taps.size()) + " taps)";
        case metre:
            return "--metre " + std::to_string(operation.beats_per_bar);
        case key:
            return "--key " + analysis::short_name_of(operation.key);
        case confirm:
            return "--confirm";
        case revert:
            break;
    }
    std::string words = "--revert";
    for (const auto field : operation.fields) words += " " + std::string{name_of(field)};
    return words;
}

}  // namespace

std::string_view name_of(OperationKind kind) { return find_name(kNames, kind); }
bool from_name(std::string_view name, OperationKind& out) { return find_name(kNames, name, out); }

Result<void> check(const Operation& operation) {
    using enum OperationKind;
    if (operation.from && !(operation.from->value() >= 0.0))
        return error(ErrorCode::invalid_argument, "a recording begins at 0 s", "give a later time");
    const auto is_factor = [](int factor) { return factor >= 1 && factor <= kLargestFactor; };
    switch (operation.kind) {
        case double_:
        case halve:
            return {};
        case ratio:
            if (is_factor(operation.ratio.times) && is_factor(operation.ratio.over)) return {};
            return error(ErrorCode::invalid_argument, "a ratio is made of whole numbers from 1 to 16",
                         "such as 3 over 2");
        case tempo:
            return library::check_tempo(operation.bpm);
        case shift:
            return library::check_shift(operation.beats);
        case nudge:
            return library::check_nudge(operation.seconds);
        case tap:
            return library::check_taps(operation.taps);
        case metre:
            return library::check_bar(operation.beats_per_bar);
        case key:
            if (operation.key.tonic >= 0 && operation.key.tonic < 12) return {};
            return error(ErrorCode::invalid_argument, "a tonic is a pitch class from 0 (C) to 11 (B)");
        case confirm:
        case revert:
            break;
    }
    if (operation.from)
        return error(ErrorCode::invalid_argument,
                     std::string{name_of(operation.kind)} + " is about the whole track, from its beginning");
    return {};
}

std::string words_of(std::span<const Operation> operations) {
    std::string words;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        words += (words.empty() ? "" : " ") + words_of_one(operations[i]);
        // Said once for those that follow each other.
        const auto& from = operations[i].from;
        if (from && (i + 1 == operations.size() || operations[i + 1].from != from))
            words += " --adjust-from " + to_json(from->value());
    }
    return words;
}

}  // namespace stratum::correct
