#include "server/wire.hpp"

#include "stratum/library/summary_json.hpp"
#include "stratum/net/read_json.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace stratum::correct {
namespace {

using library::CorrectedField;

constexpr std::size_t kMostTracks = 10'000;
constexpr std::size_t kMostBeats = 1'000'000;
constexpr std::size_t kMostSpans = 10'000;

/// Names in other notations are told, and not read.
struct KeyWire {
    std::int64_t tonic = 0;
    analysis::Mode mode{};
    std::optional<std::string> name;
    std::optional<std::string> camelot;
    std::optional<std::string> open_key;
};
template <class V>
void describe(V& v, KeyWire& x) {
    v.field("tonic", x.tonic);
    v.field("mode", x.mode);
    v.field("name", x.name);
    v.field("camelot", x.camelot);
    v.field("open_key", x.open_key);
}
struct KeySpanWire {
    Seconds start;
    Seconds end;
    KeyWire key;
    double confidence = 0.0;
};
template <class V>
void describe(V& v, KeySpanWire& x) {
    v.field("start", x.start);
    v.field("end", x.end);
    v.field("key", x.key);
    v.field("confidence", x.confidence);
}
struct CorrectedKeyWire {
    KeyWire key;
    std::optional<std::vector<KeySpanWire>> over_time;
};
template <class V>
void describe(V& v, CorrectedKeyWire& x) {
    v.field("key", x.key);
    v.field("over_time", x.over_time);
}
struct ValuesWire {
    std::optional<Bpm> tempo;
    std::optional<analysis::BeatGrid> grid;
    std::optional<int> beats_per_bar;
    std::optional<CorrectedKeyWire> key;
};
template <class V>
void describe(V& v, ValuesWire& x) {
    v.field("tempo", x.tempo);
    v.field("grid", x.grid);
    v.field("beats_per_bar", x.beats_per_bar);
    v.field("key", x.key);
}
struct OperationWire {
    OperationKind kind{};
    std::optional<int> times_by;
    std::optional<int> over;
    std::optional<Bpm> bpm;
    std::optional<double> beats;
    std::optional<Seconds> seconds;
    std::optional<std::vector<Seconds>> taps;
    std::optional<int> beats_per_bar;
    std::optional<KeyWire> key;
    std::optional<std::vector<std::string>> fields;
    std::optional<Seconds> from;
};
template <class V>
void describe(V& v, OperationWire& x) {
    v.field("kind", x.kind);
    v.field("times_by", x.times_by);
    v.field("over", x.over);
    v.field("bpm", x.bpm);
    v.field("beats", x.beats);
    v.field("seconds", x.seconds);
    v.field("taps", x.taps);
    v.field("beats_per_bar", x.beats_per_bar);
    v.field("key", x.key);
    v.field("fields", x.fields);
    v.field("from", x.from);
}
struct RequestWire {
    std::optional<ValuesWire> values;
    std::optional<std::vector<OperationWire>> operations;
};
template <class V>
void describe(V& v, RequestWire& x) {
    v.field("values", x.values);
    v.field("operations", x.operations);
}
struct BulkWire {
    std::vector<Uuid> track_ids;
    std::vector<OperationWire> operations;
};
template <class V>
void describe(V& v, BulkWire& x) {
    v.field("track_ids", x.track_ids);
    v.field("operations", x.operations);
}

/// A tonic beyond all pitch classes is told by whoever checks what it belongs to.
analysis::Key key_of(const KeyWire& wire) {
    return {static_cast<int>(std::clamp<std::int64_t>(wire.tonic, -1, 12)), wire.mode};
}

/// What a kind needs is there, and nothing that belongs to another kind.
Result<void> check_members(const OperationWire& wire, const std::string& place) {
    using enum OperationKind;
    struct Member {
        std::string_view name;
        bool there;
        OperationKind kind;
        bool needed = true;
    };
    const std::array members{Member{"times_by", wire.times_by.has_value(), ratio},
                             Member{"over", wire.over.has_value(), ratio},
                             Member{"bpm", wire.bpm.has_value(), tempo},
                             Member{"beats", wire.beats.has_value(), shift},
                             Member{"seconds", wire.seconds.has_value(), nudge},
                             Member{"taps", wire.taps.has_value(), tap},
                             Member{"beats_per_bar", wire.beats_per_bar.has_value(), metre},
                             Member{"key", wire.key.has_value(), key},
                             Member{"fields", wire.fields.has_value(), revert, false}};
    for (const Member& member : members) {
        const std::string here = place + "." + std::string{member.name};
        if (member.kind == wire.kind && member.needed && !member.there)
            return error(ErrorCode::invalid_argument, here + " is missing",
                         "the operation " + std::string{name_of(wire.kind)} + " needs it");
        if (member.kind != wire.kind && member.there)
            return error(ErrorCode::invalid_argument,
                         here + " does not belong to the operation " + std::string{name_of(wire.kind)},
                         "it belongs to " + std::string{name_of(member.kind)});
    }
    return {};
}

Result<Operation> operation_of(const OperationWire& wire, const std::string& place) {
    STRATUM_TRY_VOID(check_members(wire, place));
    Operation operation{.kind = wire.kind,
                        .ratio = {wire.times_by.value_or(1), wire.over.value_or(1)},
                        .bpm = wire.bpm.value_or(Bpm{}),
                        .beats = wire.beats.value_or(0.0),
                        .seconds = wire.seconds.value_or(Seconds{}),
                        .taps = wire.taps.value_or(std::vector<Seconds>{}),
                        .beats_per_bar = wire.beats_per_bar.value_or(0),
                        .from = wire.from};
    if (wire.key) operation.key = key_of(*wire.key);
    for (const std::string& name : wire.fields.value_or(std::vector<std::string>{})) {
        const auto field = std::ranges::find(library::kCorrectedFields, std::string_view{name}, library::short_name_of);
        if (field == library::kCorrectedFields.end())
            return error(ErrorCode::invalid_argument, place + ".fields names no field",
                         "fields are tempo, grid, metre and key");
        operation.fields.push_back(*field);
    }
    if (auto checked = check(operation); !checked) {
        Error wrong = std::move(checked).error();
        wrong.message = place + ": " + wrong.message;
        return wrong;
    }
    return operation;
}

Result<std::vector<Operation>> operations_of(const std::vector<OperationWire>& wires) {
    if (wires.empty() || wires.size() > kMostOperations)
        return error(ErrorCode::invalid_argument, "operations must be 1 to " + std::to_string(kMostOperations));
    std::vector<Operation> operations;
    for (const OperationWire& wire : wires) {
        STRATUM_TRY(auto operation, operation_of(wire, "operations[" + std::to_string(operations.size()) + "]"));
        operations.push_back(std::move(operation));
    }
    return operations;
}

Result<library::Corrections> corrections_of(ValuesWire wire) {
    library::Corrections values{.tempo = wire.tempo, .grid = std::move(wire.grid), .beats_per_bar = wire.beats_per_bar};
    if (values.grid) {
        if (values.grid->beats.size() > kMostBeats || values.grid->regions.size() > kMostSpans)
            return error(ErrorCode::invalid_argument, "values.grid has more beats or regions than music has");
        values.grid->confidence = 1.0;  // A person says so.
    }
    if (wire.key) {
        values.key.emplace().key = key_of(wire.key->key);
        const auto spans = wire.key->over_time.value_or(std::vector<KeySpanWire>{});
        if (spans.size() > kMostSpans)
            return error(ErrorCode::invalid_argument, "values.key.over_time has more keys than music has");
        for (const KeySpanWire& span : spans)
            values.key->over_time.push_back({span.start, span.end, key_of(span.key), span.confidence});
    }
    if (values.empty())
        return error(ErrorCode::invalid_argument, "values says nothing", "say tempo, grid, beats_per_bar or key");
    return values;
}

}  // namespace

Result<Request> read_request(const net::Json& body, std::vector<net::Misfit>* misfits) {
    STRATUM_TRY(auto wire, net::from_json<RequestWire>(body, misfits));
    if (wire.values.has_value() == wire.operations.has_value())
        return error(ErrorCode::invalid_argument, "a correction is either values or operations", "send one of the two");
    Request request;
    if (wire.values) {
        STRATUM_TRY(request.values, corrections_of(std::move(*wire.values)));
    } else {
        STRATUM_TRY(request.operations, operations_of(*wire.operations));
    }
    return request;
}

Result<BulkRequest> read_bulk_request(const net::Json& body, std::vector<net::Misfit>* misfits) {
    STRATUM_TRY(const auto wire, net::from_json<BulkWire>(body, misfits));
    if (wire.track_ids.empty() || wire.track_ids.size() > kMostTracks)
        return error(ErrorCode::invalid_argument, "track_ids must be 1 to " + std::to_string(kMostTracks) + " ids");
    BulkRequest request;
    std::set<Uuid> seen;
    for (const Uuid& track : wire.track_ids)
        if (seen.insert(track).second) request.tracks.push_back(track);
    STRATUM_TRY(request.operations, operations_of(wire.operations));
    return request;
}

void write_operation(JsonWriter& w, const Operation& operation) {
    using enum OperationKind;
    w.begin_object();
    w.member("kind", name_of(operation.kind));
    switch (operation.kind) {
        case ratio:
            w.member("times_by", operation.ratio.times);
            w.member("over", operation.ratio.over);
            break;
        case tempo:
            w.member("bpm", operation.bpm);
            break;
        case shift:
            w.member("beats", operation.beats);
            break;
        case nudge:
            w.member("seconds", operation.seconds);
            break;
        case tap:
            w.member("taps", operation.taps);
            break;
        case metre:
            w.member("beats_per_bar", operation.beats_per_bar);
            break;
        case key:
            w.member("key", operation.key);
            break;
        default:
            break;
    }
    w.member("from", operation.from);
    w.end_object();
}

void write_step(JsonWriter& w, const library::CorrectionStep& step, const std::string& author) {
    w.begin_object();
    w.member("number", step.number);
    w.member("id", to_text(step.id));
    w.member("action", step.action);
    w.member("author", author);
    w.member("made_at", to_rfc3339(step.made_at));
    w.member("undoes", step.undoes);
    w.member("undone", step.undone);
    w.member("tracks", step.tracks);
    w.end_object();
}

void write_shown(JsonWriter& w, const analysis::Report& report) {
    w.begin_object();
    if (report.rhythm) {
        if (report.rhythm->tempo) w.member("tempo", report.rhythm->tempo->bpm);
        w.member("grid", report.rhythm->grid);
        if (report.rhythm->metre) w.member("beats_per_bar", report.rhythm->metre->beats_per_bar);
    }
    if (report.harmony && report.harmony->key) {
        w.key("key");
        w.begin_object();
        w.member("key", report.harmony->key->key);
        w.member("over_time", report.harmony->key_over_time);
        w.end_object();
    }
    w.end_object();
}

void write_fields(JsonWriter& w, const library::Corrections& said) {
    w.begin_array();
    for (const CorrectedField field : library::kCorrectedFields)
        if (said.has(field)) w.string(library::short_name_of(field));
    w.end_array();
}

}  // namespace stratum::correct
