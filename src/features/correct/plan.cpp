#include "plan.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace stratum::correct {
namespace {

using analysis::Key;
using analysis::KeySpan;
using library::CorrectedField;

/// The new key from `from` on, and what was shown before it.
library::CorrectedKey changed_key(const analysis::Report& shown, Key key, std::optional<Seconds> from) {
    if (!from) return {key, {}};
    std::vector<KeySpan> spans;
    if (shown.harmony) {
        spans = shown.harmony->key_over_time;
        if (spans.empty() && shown.harmony->key) spans = {{Seconds{}, shown.duration, shown.harmony->key->key, 1.0}};
    }
    std::erase_if(spans, [&](const KeySpan& span) { return span.start >= *from; });
    for (KeySpan& span : spans) span.end = std::min(span.end, *from);
    if (!spans.empty() && spans.back().key == key && spans.back().end == *from)
        spans.back().end = shown.duration;
    else
        spans.push_back({*from, shown.duration, key, 1.0});

    // The key of the whole is the one that holds longest.
    library::CorrectedKey corrected{key, std::move(spans)};
    const auto length_of = [&](Key one) {
        Seconds length;
        for (const KeySpan& span : corrected.over_time)
            if (span.key == one) length += span.end - span.start;
        return length;
    };
    for (const KeySpan& span : corrected.over_time)
        if (length_of(span.key) > length_of(corrected.key)) corrected.key = span.key;
    return corrected;
}

/// What is shown of a track while one operation after the other is done to it.
class Planner {
  public:
    explicit Planner(const library::HeardAndSaid& track) : track_(track), said_(track.said), shown_(track.shown()) {}

    Result<void> apply(const Operation& operation) {
        using enum OperationKind;
        STRATUM_TRY_VOID(check(operation));
        if (operation.from && *operation.from >= shown_.duration)
            return error(ErrorCode::invalid_argument, "it ends at " + format_duration(shown_.duration.value()) +
                                                          ", before " + format_duration(operation.from->value()));
        switch (operation.kind) {
            case key:
                take({.key = changed_key(shown_, operation.key, operation.from)});
                break;
            case confirm: {
                const auto values = library::shown_in(shown_);
                if (values.empty())
                    return error(ErrorCode::invalid_argument, "neither tempo nor key is shown that could be right",
                                 "say what they are (in the terminal: --bpm or --key)");
                take(values);
                break;
            }
            case revert:
                give_back(operation.fields);
                break;
            default: {
                analysis::Report edited;
                STRATUM_TRY(edited.rhythm, beats_after(operation));
                take(library::shown_in(edited));
            }
        }
        shown_ = laid_over(track_.heard, said_);
        return {};
    }

    Change done() && {
        Change change{.correction = {.track = track_.track, .content = track_.content}, .after = std::move(shown_)};
        library::Corrections& values = change.correction.values;
        for (const CorrectedField field : changed_) copy(said_, values, field);
        change.correction.reverts.assign(reverted_.begin(), reverted_.end());
        return change;
    }

  private:
    Result<analysis::Rhythm> beats_after(const Operation& operation) const {
        using enum OperationKind;
        switch (operation.kind) {
            case double_:
                return library::scale_beats(shown_, {2, 1}, operation.from);
            case halve:
                return library::scale_beats(shown_, {1, 2}, operation.from);
            case ratio:
                return library::scale_beats(shown_, operation.ratio, operation.from);
            case tempo:
                return library::fit_beats(shown_, operation.bpm, operation.from);
            case shift:
                return library::shift_beats(shown_, operation.beats, operation.from);
            case nudge:
                return library::nudge_beats(shown_, operation.seconds, operation.from);
            case tap:
                return library::tap_beats(shown_, operation.taps, operation.from);
            default:
                return library::set_bar(shown_, operation.beats_per_bar, operation.from);
        }
    }

    static void copy(const library::Corrections& from, library::Corrections& to, CorrectedField field) {
        switch (field) {
            case CorrectedField::tempo:
                to.tempo = from.tempo;
                break;
            case CorrectedField::grid:
                to.grid = from.grid;
                break;
            case CorrectedField::metre:
                to.beats_per_bar = from.beats_per_bar;
                break;
            case CorrectedField::key:
                to.key = from.key;
                break;
        }
    }
    void take(const library::Corrections& values) {
        for (const CorrectedField field : library::kCorrectedFields) {
            if (!values.has(field)) continue;
            copy(values, said_, field);
            changed_.insert(field);
            reverted_.erase(field);
        }
    }
    void give_back(const std::vector<CorrectedField>& fields) {
        for (const CorrectedField field : library::kCorrectedFields) {
            if (!fields.empty() && std::ranges::find(fields, field) == fields.end()) continue;
            copy({}, said_, field);
            changed_.erase(field);
            reverted_.insert(field);
        }
    }

    const library::HeardAndSaid& track_;
    library::Corrections said_;
    analysis::Report shown_;
    std::set<CorrectedField> changed_;
    std::set<CorrectedField> reverted_;
};

}  // namespace

analysis::AnalyserSet looked_at() {
    analysis::AnalyserSet parts;
    parts.add(analysis::AnalyserId::rhythm);
    parts.add(analysis::AnalyserId::harmony);
    parts.add(analysis::AnalyserId::silence);
    return parts;
}

Result<Change> plan(const library::HeardAndSaid& track, std::span<const Operation> operations) {
    if (operations.empty() || operations.size() > kMostOperations)
        return error(ErrorCode::invalid_argument, std::to_string(operations.size()) + " operations at a time",
                     "send 1 to " + std::to_string(kMostOperations));
    Planner planner{track};
    for (const Operation& operation : operations) STRATUM_TRY_VOID(planner.apply(operation));
    return std::move(planner).done();
}

}  // namespace stratum::correct
