#include "stratum/library/library.hpp"

#include "state.hpp"
#include "stratum/analysis/networks.hpp"
#include "tag_rows.hpp"
#include "versions.hpp"

namespace stratum::library {

const Uuid& Library::workspace() const { return state_->workspace; }

void Library::act_as(std::string author, std::string actor) {
    state_->author = storable(author);
    state_->actor = storable(actor);
}

void Library::tell_events(bool tell) { state_->tells = tell; }

void Library::hear_tempo_in(const std::optional<analysis::TempoRange>& range) { state_->tempo_range = range; }

void Library::hear_with_networks(bool there) { state_->networks = there; }

Result<void> Library::in_one_transaction(const std::function<Result<void>()>& work) {
    STRATUM_TRY(auto transaction, state_->begin());
    STRATUM_TRY_VOID(work());
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
