#pragma once

/// The conditions that a filter sets, as SQL over summaries on every engine.

#include "sql_text.hpp"
#include "state.hpp"
#include "stratum/library/query.hpp"
#include "stratum/library/tracks.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace stratum::library {

/// What rows are found by. `order` walks all of them in the order that is wanted; every other one finds those that fit
/// one condition by an index, which then are sorted.
enum class Source : std::uint8_t { order, words, playlist, collection, tempo, dates, term };

/// How rows are walked.
struct Walk {
    Source source = Source::order;
    /// The column that rows are sorted by: where they are walked in that order, its own conditions say where the walk
    /// begins and ends.
    std::string_view column = {};
    /// Only this one of the keys.
    std::optional<std::int64_t> key_place = {};
};

class TrackConditions {
  public:
    /// Errors: `invalid_argument` for a query that is not understood, `not_found` for a collection that is not there.
    static Result<TrackConditions> from(Library::State& state, const TrackFilter& filter);

    /// `not_found` for a playlist that is not there; to be asked where no track was found in it.
    [[nodiscard]] Result<void> require_playlist() const;
    /// No track can fit.
    [[nodiscard]] bool impossible() const { return never_ || (keys_ && keys_->empty()); }
    /// What rows may be found by, besides their order.
    [[nodiscard]] std::vector<Source> sources() const;
    /// Whether rows from there come in the order in which they were added, as many as are asked for and no more.
    [[nodiscard]] bool streams(Source source) const;
    /// Whether anything but `source` sets a condition that rows must be read for.
    [[nodiscard]] bool tests_more_than(Source source) const;
    /// The places of the keys that are asked for; nothing for all.
    [[nodiscard]] const std::optional<std::vector<std::int64_t>>& keys() const { return keys_; }

    /// " FROM ... WHERE ..." with all conditions; summaries are `s`. Of the conditions only that of `source` may be
    /// found by an index.
    void write(SqlText& sql, const Walk& walk) const;
    /// "SELECT 1 FROM ... WHERE ...": what `source` finds, before any other condition.
    void write_source_alone(SqlText& sql, Source source) const;
    /// Whether an index of this engine has to find all before it can tell how many there are, so that it is better
    /// asked of a sample.
    [[nodiscard]] bool is_sampled(Source source) const { return source == Source::words && !on_sqlite(); }
    /// "SELECT count(*)": how many fit the condition of `words`, of 250 spread over the library.
    void write_sample(SqlText& sql) const;
    /// The column that has the track's number, and the place in the playlist, where rows come from `source`.
    [[nodiscard]] std::string_view number_column(Source source) const;

    /// The tracks, those in the bin too, that fit what a query says beside tags, paths and reports; nothing when it
    /// says nothing of the kind.
    static Result<std::optional<std::set<Uuid>>> tracks_with(Library::State& state, const Query& query);

    /// Tells apart all that could list other tracks.
    static std::string fingerprint(const TrackFilter& filter);

  private:
    explicit TrackConditions(const Library::State& state) : state_(&state) {}
    [[nodiscard]] bool on_sqlite() const { return state_->database->engine() == store::Engine::sqlite; }
    void add(const Search& search);
    void add_dates(const NumberTerm& term);
    Result<void> add_collection(const Uuid& collection);

    void write_base(SqlText& sql) const;
    void write_dates(SqlText& sql, std::string_view column) const;
    void write_words_found(SqlText& sql) const;
    void write_words_tested(SqlText& sql) const;
    void write_keys(SqlText& sql, const Walk& walk) const;
    void write_tempo(SqlText& sql, const Walk& walk) const;
    void write_number(SqlText& sql, const NumberTerm& term, std::string_view plus) const;
    void write_flag(SqlText& sql, const FlagTerm& term) const;
    void write_term(SqlText& sql, const TextTerm& term, std::string_view plus) const;
    void write_entries(SqlText& sql, std::string_view number) const;
    void write_members(SqlText& sql, std::string_view number) const;

    const Library::State* state_;
    bool binned_ = false;
    bool never_ = false;
    std::vector<std::string> words_;     ///< With the workspace's tag.
    std::vector<std::string> anywhere_;  ///< Text without any letter: found as it stands.
    std::vector<TextTerm> terms_;
    std::vector<NumberTerm> tempi_;
    std::vector<NumberTerm> numbers_;
    std::vector<FlagTerm> flags_;
    std::optional<std::vector<std::int64_t>> keys_;  ///< Places; nothing for all.
    std::optional<Uuid> playlist_;
    std::optional<Uuid> collection_;  ///< Kept by hand.
    std::optional<AnalysisState> analysis_;
    std::optional<std::int64_t> first_number_;
    std::optional<std::int64_t> end_number_;
};

}  // namespace stratum::library
