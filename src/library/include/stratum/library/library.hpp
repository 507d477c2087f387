#pragma once

#include "stratum/analysis/tempo_prior.hpp"
#include "stratum/analysis/tempo_range.hpp"
#include "stratum/base/clock.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/result.hpp"
#include "stratum/library/corrections.hpp"
#include "stratum/library/page.hpp"
#include "stratum/library/query.hpp"
#include "stratum/library/types.hpp"
#include "stratum/store/migrations.hpp"
#include "stratum/store/sqlite.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stratum::library {

/// One workspace of tracks, files, contents and analyses; see this folder's README for the model.
///
/// Several programs may use one library at a time: changes are short transactions. Not thread-safe; a second thread
/// opens a second object. Errors of every call: those of `store::Database`.
class Library {
  public:
    /// Opens the library in a folder, or in the PostgreSQL database that `place` is the address of, and in it the
    /// workspace that was made first. For `write` the folder and an empty library are made when missing.
    /// Errors: `not_found` (nothing there to read), `permission_denied`, `unsupported` (made by a newer version).
    static Result<Library> open(const std::string& place, store::Access access, const Clock& clock);
    /// One workspace over a connection that somebody else holds and that outlives this object. Asks the database
    /// nothing, so that it can be made for each request; `migrations` have been done. What changes something may be
    /// called inside a transaction of the caller, and is a part of it.
    static Library over(store::Database& database, const Uuid& workspace, const Clock& clock);
    /// The same for changes on somebody's behalf: `act_as(author)`, and what happens is told (`tell_events`).
    static Library over(store::Database& database, const Uuid& workspace, const Clock& clock, std::string author);
    ~Library();
    Library(Library&&) noexcept;
    Library& operator=(Library&&) noexcept;

    [[nodiscard]] const Uuid& workspace() const;

    /// Who says what is said from now on: the author of corrections and edits as they are listed ("local" to begin
    /// with), and the actor of events, as the audit log names them; the same if it is empty.
    void act_as(std::string author, std::string actor = {});
    /// Whether what happens is told to those who follow events (`store::append_event`, in the transaction that makes it
    /// happen). To begin with it is told by a library that was opened by its place if the database has events, and not
    /// by one over a connection.
    void tell_events(bool tell);

    /// Where tempi are looked for in what is heard from now on. What was heard last in another range (or in none) is
    /// missing then. None to begin with.
    void hear_tempo_in(const std::optional<analysis::TempoRange>& range);

    /// Whether the networks listen to what is heard from now on. What was heard without them, or with older ones, is
    /// missing then; what they heard stays current when they are not there. They are not to begin with.
    void hear_with_networks(bool there);

    // Before a file is read.
    [[nodiscard]] Result<std::optional<FileRecord>> find(const std::string& path);
    /// A file that has this size, time and place on disk but is known under a name that leads there no more: it was
    /// renamed, and gets its new name. Nothing when there is none, or when more than one fits.
    Result<std::optional<FileRecord>> relink(const std::string& path, const FileStat& stat);
    /// For the beginning of a run, when names are compared: gives tracks back to files that turned out to be where they
    /// were, after others had taken their place. Tracks that are made from now on may still be joined with older ones.
    Result<void> settle();
    /// Why this file could not be read, if it has not changed since and nothing else has that might help:
    /// `circumstances` names the program's version and what it found to decode with.
    [[nodiscard]] Result<std::optional<Error>> known_failure(const std::string& path, const FileStat& stat,
                                                             std::string_view circumstances);

    // While it is read.
    /// The analysers without a current row for this content; all of them for one that is unknown. What hears the tempo
    /// is also missing if it was heard last with another prior than this.
    [[nodiscard]] Result<analysis::AnalyserSet> missing(const media::ContentId& content,
                                                        const std::optional<analysis::TempoPrior>& prior = {});
    /// The paths and genres of the files that have this content, oldest first: what a prior of its tempo is made from.
    [[nodiscard]] Result<std::vector<FileGenre>> genres(const media::ContentId& content);
    /// Whether any lossless content has this shape, and so may be the one at hand.
    [[nodiscard]] Result<bool> knows_shape(SampleRate rate, int channels, std::int64_t frames);

    // When all is known.
    /// The file, its content and its analyses, in one transaction. Analysers that need no audio are run here, over the
    /// new parts and the ones that were kept. A row equal to the newest one of its kind is not written again.
    Result<Recorded> record(const Heard& heard);
    Result<void> record_failure(const std::string& path, const FileStat& stat, const Error& failure,
                                std::string_view circumstances);
    /// Runs the analysers among `wanted` that need no audio, over the rows that are kept, which were heard with
    /// `prior`.
    Result<void> derive(const media::ContentId& content, analysis::AnalyserSet wanted,
                        const std::optional<analysis::TempoPrior>& prior = {});

    // Reading.
    /// Of the report only `parts`; the others stay absent, and count as stale.
    [[nodiscard]] Result<TrackView> view(const Uuid& file, analysis::AnalyserSet parts = analysis::AnalyserSet::all());
    /// The report of a content: of each analyser the newest row of the newest version.
    [[nodiscard]] Result<analysis::Report> report(const media::ContentId& content);
    /// Finds the file that a person means: a path, the first digits (four or more) of a track's or file's id, or
    /// `field:text` over the tags (`title:blue`, `artist:`, ..., also `path:`), where a whole match wins over a part,
    /// or any other query (`query.hpp`).
    /// Errors: `not_found`; `invalid_argument` with the candidates in the hint when several fit.
    [[nodiscard]] Result<Uuid> resolve(const std::string& text);
    /// The files, one of each track, that a path, an id or a query means. Errors: as `resolve`, but several are no
    /// error, and neither is a query that nothing fits.
    [[nodiscard]] Result<std::vector<Uuid>> select(const std::string& text);
    /// One file of each track that fits the query (all, when it is empty), by path. The report, as it is shown, holds
    /// these parts and those that the query looks at.
    Result<void> each_match(const Query& query, analysis::AnalyserSet parts,
                            const std::function<Result<void>(const Match& match)>& visit);
    [[nodiscard]] Result<std::int64_t> count_files();
    /// All files by path, one after the other.
    Result<void> each_file(const std::function<Result<void>(const FileRecord& file)>& visit);

    // What a person says; see corrections.hpp.
    /// Adds one step that sets these values, in one transaction; values that are so already are passed over.
    /// `action` says what was done, for the list of steps.
    Result<Corrected> correct(std::string_view action, std::span<const TrackCorrection> corrections);
    /// Adds a step that takes back another one: each value becomes what it was before it, unless somebody corrected it
    /// again since. Without a number it is the last step that was neither undone nor an undo. Undoing an undo brings
    /// back what it took. Errors: `not_found` when there is no such step.
    Result<Corrected> undo(std::optional<std::int64_t> step = {});
    /// The newest steps first; with a track those that changed it. Errors: `invalid_argument` for a page or a cursor
    /// that makes no sense.
    [[nodiscard]] Result<Page<CorrectionStep>> correction_steps(const PageRequest& page,
                                                                const std::optional<Uuid>& track = {});
    /// Errors: `not_found`.
    [[nodiscard]] Result<CorrectionStep> correction_step(std::int64_t number);
    /// Of the report only `parts`. Errors: `not_found`.
    [[nodiscard]] Result<HeardAndSaid> heard_and_said(const Uuid& file, analysis::AnalyserSet parts);
    /// The oldest file of a track, which its summary tells of. Errors: `not_found`, also where the audio is somewhere
    /// else for now.
    [[nodiscard]] Result<Uuid> oldest_file(const Uuid& track);

    /// Collects many `record`s into one transaction, for imports; each is still undone alone when it fails. Inside a
    /// transaction of the caller it is a part of that.
    Result<void> in_one_transaction(const std::function<Result<void>()>& work);

    struct State;  ///< Of this room alone.
    [[nodiscard]] State& state() { return *state_; }

  private:
    explicit Library(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// The tables of this room, for whoever opens databases for several rooms; those that name a workspace come after it.
[[nodiscard]] store::MigrationSet migrations();

/// Makes the workspace unless there is one with this id.
Result<void> create_workspace(store::Database& database, const Uuid& id, std::string_view name, Timestamp now);

/// "rhythm 1, harmony 1, ...": changes whenever a version of any analyser does.
[[nodiscard]] std::string analyser_versions();

}  // namespace stratum::library
