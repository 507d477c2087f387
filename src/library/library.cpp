#include "stratum/library/library.hpp"

#include "schema.hpp"
#include "state.hpp"
#include "stratum/analysis/networks.hpp"
#include "stratum/base/text.hpp"
#include "versions.hpp"

namespace stratum::library {
namespace {

/// The library's own workspace; made, with a random id, when there is none.
Result<Uuid> first_workspace(store::Database& database, store::Access access, Timestamp now) {
    const char* const ask = "SELECT id FROM workspaces ORDER BY created_at, id LIMIT 1";
    STRATUM_TRY(auto row, database.query_one(ask));
    if (!row && access == store::Access::write) {
        STRATUM_TRY(auto transaction, store::Transaction::begin(database));
        STRATUM_TRY(row, database.query_one(ask));
        if (!row) {
            STRATUM_TRY_VOID(database.execute("INSERT INTO workspaces (id, name, created_at) VALUES ($1, $2, $3)",
                                              {IdSource::random().bytes, "", now.milliseconds}));
            STRATUM_TRY(row, database.query_one(ask));
        }
        STRATUM_TRY_VOID(transaction.commit());
    }
    const auto id = row ? uuid_from(row->bytes(0)) : std::nullopt;
    if (!id) return error(ErrorCode::not_found, "the library is empty", "fill it with: stratum analyze FOLDER");
    return *id;
}

}  // namespace

Library::Library(std::unique_ptr<State> state) : state_(std::move(state)) {}
Library::~Library() = default;
Library::Library(Library&&) noexcept = default;
Library& Library::operator=(Library&&) noexcept = default;

namespace {

/// After an update of the program whoever comes first brings the schema forward, even if it came to read.
Result<void> bring_forward(const std::string& folder, const std::string& path, const Clock& clock) {
    if (!is_writable_folder(folder))
        return error(ErrorCode::permission_denied,
                     "the library in " + valid_utf8(folder) + " is of an older version and may not be written",
                     "run the same command once as somebody who may write there");
    STRATUM_TRY(const auto database, store::open_sqlite({.path = path, .access = store::Access::write}));
    return store::migrate(*database, std::array{schema()}, clock);
}

}  // namespace

Result<Library> Library::open(const std::string& folder, store::Access access, const Clock& clock) {
    const std::string path = join_path(folder, "library.db");
    if (access == store::Access::write) {
        if (const auto made = make_folders(folder); !made)
            return error(made.error().code, "cannot make the library folder: " + made.error().message,
                         "choose another folder with --library");
        if (!is_writable_folder(folder))
            return error(ErrorCode::permission_denied,
                         "the library folder " + valid_utf8(folder) + " may not be written",
                         "check its permissions, or choose another folder with --library");
    } else if (const auto stat = stat_file(path); stat ? stat->size == 0 : stat.error().code == ErrorCode::not_found) {
        return error(ErrorCode::not_found, "there is no library in " + valid_utf8(folder) + " yet",
                     "make one with: stratum analyze FOLDER");
    }
    auto state = std::make_unique<State>(clock);
    STRATUM_TRY(state->database, store::open_sqlite({.path = path, .access = access}));
    const std::array sets{schema()};
    if (access == store::Access::write) {
        STRATUM_TRY_VOID(store::migrate(*state->database, sets, clock));
    } else {
        STRATUM_TRY(const bool current, store::is_migrated(*state->database, sets));
        if (!current) STRATUM_TRY_VOID(bring_forward(folder, path, clock));
    }
    STRATUM_TRY(state->workspace, first_workspace(*state->database, access, clock.now()));
    return Library{std::move(state)};
}

const Uuid& Library::workspace() const { return state_->workspace; }

void Library::hear_tempo_in(const std::optional<analysis::TempoRange>& range) { state_->tempo_range = range; }

void Library::hear_with_networks(bool there) { state_->networks = there; }

Result<void> Library::in_one_transaction(const std::function<Result<void>()>& work) {
    STRATUM_TRY(auto transaction, state_->begin());
    state_->in_transaction = true;
    auto done = work();
    state_->in_transaction = false;
    if (!done) return done;
    return transaction.commit();
}

Result<analysis::AnalyserSet> Library::missing(const media::ContentId& content,
                                               const std::optional<analysis::TempoPrior>& prior) {
    auto missing = analysis::AnalyserSet::all();
    analysis::AnalyserSet seen;
    // The newest of the current ones is what is shown, and so it is what counts.
    STRATUM_TRY_VOID(state_->database->each(
        "SELECT analyser, version, inputs, options_hash FROM analyses WHERE workspace_id = $1 AND content_id = $2 "
        "ORDER BY id DESC",
        {state_->workspace.bytes, content}, [&](const store::Row& row) -> Result<void> {
            analysis::AnalyserId id{};
            if (!is_current(row, 0, id) || seen.has(id)) return {};
            seen.add(id);
            ListeningOptions options = state_->listening(prior);
            const bool exact = row.bytes(3) == options_hash(id, options);
            options.network = analysis::Networks::beats_name();
            options.key_network = analysis::Networks::key_name();
            options.vocals_network = analysis::Networks::vocals_name();
            if (exact || row.bytes(3) == options_hash(id, options)) missing.remove(id);
            return {};
        }));
    return missing;
}

Result<bool> Library::knows_shape(SampleRate rate, int channels, std::int64_t frames) {
    STRATUM_TRY(const auto row,
                state_->database->query_one("SELECT 1 FROM contents WHERE workspace_id = $1 AND frames = $2 AND "
                                            "sample_rate = $3 AND channels = $4 AND lossless = 1 LIMIT 1",
                                            {state_->workspace.bytes, frames, rate.value(), channels}));
    return row.has_value();
}

}  // namespace stratum::library
