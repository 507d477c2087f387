/// How corrections get in, and out of force again.

#include "correction_rows.hpp"
#include "state.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/library.hpp"
#include "summary_writer.hpp"
#include "tag_rows.hpp"

#include <algorithm>
#include <set>

namespace stratum::library {
namespace {

/// A value of a track as one step left it.
struct Row {
    Uuid track;
    Bytes content;
    std::string field;
    std::int64_t step = 0;
    std::int64_t origin = 0;
    Bytes value;
};

constexpr std::string_view kColumns = "SELECT track_id, content_id, field, step, origin, value FROM corrections ";

Result<Row> row_from(const store::Row& row) {
    const auto track = uuid_from(row.bytes(0));
    if (!track) return error(ErrorCode::corrupt, "the library holds a correction with a damaged id");
    return Row{*track, row.bytes(1), row.text(2), row.integer(3), row.integer(4), row.bytes(5)};
}

/// One step being written, inside the transaction of the caller.
class Step {
  public:
    explicit Step(Library::State& state) : state_(state), database_(*state.database) {}

    Result<void> write(const Uuid& track, const Bytes& content, std::string_view field,
                       std::optional<std::int64_t> origin, const Bytes& value) {
        STRATUM_TRY_VOID(begin());
        const bool key = field == name_of(CorrectedField::key);
        STRATUM_TRY(const auto analysis,
                    database_.query_one(
                        "SELECT id FROM analyses WHERE workspace_id = $1 AND content_id = $2 AND "
                        "analyser = $3 ORDER BY version DESC, id DESC LIMIT 1",
                        {workspace(), content,
                         analysis::name_of(key ? analysis::AnalyserId::harmony : analysis::AnalyserId::rhythm)}));
        STRATUM_TRY_VOID(database_.execute(
            "INSERT INTO corrections (workspace_id, id, step, track_id, content_id, analysis_id, field, origin, value, "
            "author, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            {workspace(), state_.ids.next().bytes, step_.number, track.bytes, content,
             analysis ? std::optional{analysis->bytes(0)} : std::nullopt, field, origin.value_or(step_.number), value,
             state_.author, step_.made_at.milliseconds}));
        tracks_.insert(track);
        return {};
    }
    /// What was written, if anything was.
    Result<Corrected> done() {
        Corrected corrected;
        if (!begun_) return corrected;
        step_.tracks = static_cast<std::int64_t>(tracks_.size());
        STRATUM_TRY_VOID(
            database_.execute("UPDATE correction_steps SET tracks = $3 WHERE workspace_id = $1 AND number = $2",
                              {workspace(), step_.number, step_.tracks}));
        corrected.step = step_;
        corrected.tracks.assign(tracks_.begin(), tracks_.end());
        return corrected;
    }
    void is(std::string_view action, std::optional<std::int64_t> undoes = {}) {
        step_.action = storable(action);
        step_.undoes = undoes;
    }
    /// The newest row of this value before `step`; nothing when nobody had said anything.
    Result<std::optional<Row>> newest(const Uuid& track, std::string_view field, std::int64_t before) {
        static const std::string kSql =
            std::string{kColumns} +
            "WHERE workspace_id = $1 AND track_id = $2 AND field = $3 AND step < $4 ORDER BY step DESC LIMIT 1";
        STRATUM_TRY(const auto row, database_.query_one(kSql, {workspace(), track.bytes, field, before}));
        if (!row) return std::optional<Row>{};
        STRATUM_TRY(auto found, row_from(*row));
        return std::optional{std::move(found)};
    }

  private:
    /// The step's own row comes with its first value, so that there is none without.
    Result<void> begin() {
        if (std::exchange(begun_, true)) return {};
        STRATUM_TRY(
            const auto last,
            database_.query_one("SELECT max(number) FROM correction_steps WHERE workspace_id = $1", {workspace()}));
        step_.number = (last ? last->integer(0) : 0) + 1;
        step_.id = state_.ids.next();
        step_.author = state_.author;
        step_.made_at = state_.clock.now();
        STRATUM_TRY_VOID(database_.execute(
            "INSERT INTO correction_steps (workspace_id, id, number, action, author, undoes, created_at) VALUES ($1, "
            "$2, $3, $4, $5, $6, $7)",
            {workspace(), step_.id.bytes, step_.number, step_.action, step_.author, step_.undoes,
             step_.made_at.milliseconds}));
        return {};
    }
    [[nodiscard]] const std::array<std::uint8_t, 16>& workspace() const { return state_.workspace.bytes; }

    Library::State& state_;
    store::Database& database_;
    CorrectionStep step_;
    std::set<Uuid> tracks_;
    bool begun_ = false;
};

constexpr std::int64_t kEver = INT64_MAX;

Result<void> renew(Library::State& state, const Corrected& corrected) {
    for (const Uuid& track : corrected.tracks) state.touch(track);
    return SummaryWriter{state}.refresh(Cause::corrected);
}

/// The one that "undo" without a number means. Errors: `not_found`.
Result<CorrectionStep> last_in_force(Library& library) {
    PageRequest request;
    for (;;) {
        STRATUM_TRY(auto page, library.correction_steps(request));
        for (CorrectionStep& step : page.items)
            if (!step.undone && !step.undoes) return std::move(step);
        if (!page.next_cursor) return error(ErrorCode::not_found, "there is nothing to undo");
        request.cursor = std::move(*page.next_cursor);
    }
}

}  // namespace

Result<Corrected> Library::correct(std::string_view action, std::span<const TrackCorrection> corrections) {
    STRATUM_TRY(auto transaction, state_->begin());
    Step step{*state_};
    step.is(action);
    for (const TrackCorrection& one : corrections)
        for (const CorrectedField field : kCorrectedFields) {
            const Bytes value = to_value(one.values, field);
            const bool reverts = value.empty() && std::ranges::find(one.reverts, field) != one.reverts.end();
            if (value.empty() && !reverts) continue;
            STRATUM_TRY(const auto newest, step.newest(one.track, name_of(field), kEver));
            const Bytes content(one.content.begin(), one.content.end());
            if (reverts ? !newest || newest->value.empty()
                        : newest && newest->value == value && newest->content == content)
                continue;
            STRATUM_TRY_VOID(step.write(one.track, content, name_of(field), {}, value));
        }
    STRATUM_TRY(Corrected corrected, step.done());
    STRATUM_TRY_VOID(renew(*state_, corrected));
    STRATUM_TRY_VOID(transaction.commit());
    return corrected;
}

Result<Corrected> Library::undo(std::optional<std::int64_t> number) {
    STRATUM_TRY(auto transaction, state_->begin());
    STRATUM_TRY(const CorrectionStep wanted, number ? correction_step(*number) : last_in_force(*this));
    number = wanted.number;
    if (wanted.undone)
        return error(ErrorCode::invalid_argument, "step " + std::to_string(*number) + " is undone already");

    static const std::string kSql = std::string{kColumns} + "WHERE workspace_id = $1 AND step = $2 ORDER BY id";
    STRATUM_TRY(const auto rows, state_->database->query(kSql, {state_->workspace.bytes, *number}));
    Step step{*state_};
    step.is("--undo " + std::to_string(*number), number);
    std::int64_t kept = 0;
    for (const store::Row& raw : rows) {
        STRATUM_TRY(const Row row, row_from(raw));
        STRATUM_TRY(const auto newest, step.newest(row.track, row.field, kEver));
        if (newest && newest->origin != row.origin) {
            ++kept;
            continue;
        }
        STRATUM_TRY(const auto before, step.newest(row.track, row.field, row.step));
        STRATUM_TRY_VOID(step.write(row.track, before ? before->content : row.content, row.field,
                                    before ? before->origin : 0, before ? before->value : Bytes{}));
    }
    STRATUM_TRY(Corrected corrected, step.done());
    corrected.kept = kept;
    STRATUM_TRY_VOID(renew(*state_, corrected));
    STRATUM_TRY_VOID(transaction.commit());
    return corrected;
}

}  // namespace stratum::library
