#pragma once

#include "stratum/base/result.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/page.hpp"
#include "stratum/library/summaries.hpp"
#include "stratum/library/types.hpp"
#include "stratum/media/tags.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stratum::library {

// ---------------------------------------------------------------------------------------------------------- listing
// ---

enum class TrackSort : std::uint8_t {
    title,
    artist,
    album,
    genre,
    year,
    bpm,
    key,  ///< Around the wheel: 1A, 1B, 2A, ...
    energy,
    duration,
    lufs,
    rating,
    added_at,
    updated_at,
    doubt,
    position,  ///< In the playlist of the filter; each track once, at its first place.
};
[[nodiscard]] std::string_view name_of(TrackSort sort);
[[nodiscard]] bool from_name(std::string_view name, TrackSort& out);

/// Tracks without the value come last in both directions; equal ones in the order in which they were added, or the
/// reverse where it descends.
struct TrackOrder {
    TrackSort by = TrackSort::added_at;
    bool descending = true;
};
/// "title", "-added_at". Errors: `invalid_argument`.
[[nodiscard]] Result<TrackOrder> parse_track_order(std::string_view text);

struct TrackFilter {
    /// Words, each found at the beginning of a word of title, artist, album, genre or file name, without regard to
    /// capitals and accents; or a query as `query.hpp` has it; or words and then a query.
    std::string q;
    std::optional<double> bpm_min;  ///< Both ends count.
    std::optional<double> bpm_max;
    std::vector<analysis::Key> keys;  ///< Any of them; empty for all.
    std::optional<Uuid> playlist;
    std::optional<Uuid> collection;         ///< Kept by hand or by a query.
    std::optional<Timestamp> added_after;   ///< This one included,
    std::optional<Timestamp> added_before;  ///< and this one not.
    std::optional<AnalysisState> state;
    bool binned = false;  ///< Those in the bin instead of those that are not.
};
/// "8A,Am": keys separated by commas, in any notation. Errors: `invalid_argument`.
[[nodiscard]] Result<std::vector<analysis::Key>> parse_keys(std::string_view text);

using TrackPage = Page<TrackSummary>;

// --------------------------------------------------------------------------------------------------- a person's word
// ---

/// What a person said of a track's tags; lies over what the file says, which stays as it is. An empty text says that
/// there is none.
struct TrackEdits {
    std::optional<std::string> title;
    std::optional<std::string> artist;
    std::optional<std::string> album;
    std::optional<std::string> album_artist;
    std::optional<std::string> genre;
    std::optional<std::string> label;
    std::optional<std::string> comment;
    std::optional<std::int64_t> year;
    std::optional<std::int64_t> rating;
};
template <class V>
void describe(V& v, TrackEdits& x) {
    v.field("title", x.title);
    v.field("artist", x.artist);
    v.field("album", x.album);
    v.field("album_artist", x.album_artist);
    v.field("genre", x.genre);
    v.field("label", x.label);
    v.field("comment", x.comment);
    v.field("year", x.year);
    v.field("rating", x.rating);
}

/// A change of edits: absent leaves a field alone, a value sets it, and a null in it takes the edit back.
template <class T>
using Change = std::optional<std::optional<T>>;
struct TrackPatch {
    Change<std::string> title;
    Change<std::string> artist;
    Change<std::string> album;
    Change<std::string> album_artist;
    Change<std::string> genre;
    Change<std::string> label;
    Change<std::string> comment;
    Change<std::int64_t> year;
    Change<std::int64_t> rating;
};

/// One that was made, or taken back; never removed while the track is there.
struct TrackEdit {
    std::string field;
    std::optional<std::string> value;  ///< Nothing when it was taken back.
    std::string author;
    Timestamp made_at;
};

// --------------------------------------------------------------------------------------------------------- one track
// ---

struct NamedList {
    Uuid id;
    std::string name;
};

struct TrackFile {
    FileRecord file;
    media::MediaInfo media;
    std::int64_t frames = 0;
};

struct TrackDetails {
    TrackSummary summary;
    TrackEdits edits;
    media::Tags tags;              ///< Of the oldest file.
    std::vector<TrackFile> files;  ///< Oldest first; none while the audio is somewhere else.
    std::optional<Timestamp> analysed_at;
    std::vector<NamedList> playlists;    ///< That it is in, by name;
    std::vector<NamedList> collections;  ///< those kept by hand.
};

/// What is left of erased tracks, for whoever keeps blobs.
struct Erased {
    std::int64_t tracks = 0;
    std::vector<std::string> stored;         ///< Paths of `kStored` form that no track has any more.
    std::vector<media::ContentId> contents;  ///< Audio that no track has any more: what is derived from it may go.
};

/// A track in doubt, with what is heard of it, so that the reasons can be told.
struct ReviewItem {
    TrackSummary track;
    analysis::Report report;  ///< As it is shown: rhythm and harmony.
};
struct ReviewFilter {
    std::optional<CorrectedField> field;  ///< tempo, grid or key; without it all of them.
    std::string q;                        ///< As in `TrackFilter`.
    double least_doubt = 0.2;             ///< 0 to 1; what is in no doubt at all never comes.
};

/// The tracks of a workspace as a server shows and changes them, over their summaries.
///
/// Borrows the library. Reading asks a few statements that walk indexes; changes are one transaction each, or part of
/// the caller's. A change of many tracks is done for all or for none: `not_found` names one that is not there. Not
/// thread-safe. Errors of every call: those of `store::Database`.
class Tracks {
  public:
    explicit Tracks(Library& library) : state_(library.state()), library_(library) {}

    /// Errors: `invalid_argument` for a query that is not understood, a cursor of another filter or order, a page of
    /// another size than 1 to `kLargestPage`, and `position` without a playlist; `not_found` for a list that is not
    /// there.
    [[nodiscard]] Result<TrackPage> list(const TrackFilter& filter, const TrackOrder& order, const PageRequest& page);
    /// Errors: `not_found`.
    [[nodiscard]] Result<TrackSummary> summary(const Uuid& track);
    [[nodiscard]] Result<TrackDetails> details(const Uuid& track);
    /// Oldest first. Errors: `not_found`.
    [[nodiscard]] Result<std::vector<TrackEdit>> edits(const Uuid& track);
    /// The most doubtful first. Errors: as `list`.
    [[nodiscard]] Result<Page<ReviewItem>> review(const ReviewFilter& filter, const PageRequest& page);

    /// Returns how many changed. Errors: `invalid_argument` for values out of range.
    Result<std::int64_t> patch(std::span<const Uuid> tracks, const TrackPatch& patch);
    Result<std::int64_t> bin(std::span<const Uuid> tracks);
    Result<std::int64_t> restore(std::span<const Uuid> tracks);
    /// For good: with all that was said of them and their places in lists, and what was heard in audio that no other
    /// track has. Files on disks stay, and are tracks again when they are analysed. Errors: `invalid_argument` when one
    /// is not in the bin.
    Result<Erased> erase(std::span<const Uuid> tracks);
    /// What whoever runs analyses knows: queued, running or failed; nothing when that is over. Tracks that are not
    /// there are passed over. `record` ends it too.
    Result<void> note_analysis(std::span<const Uuid> tracks, std::optional<AnalysisState> work);

    /// Brings summaries up that are missing or were made by another version of the program: looks on from the track
    /// after `after`, makes at most `most`, and returns where to go on, or nothing when it came to the end. Start with
    /// the nil id; may be interrupted at any time and begun anew, which passes over what is done already.
    Result<std::optional<Uuid>> rebuild(const Uuid& after, std::size_t most = 200);

  private:
    Library::State& state_;
    Library& library_;
};

}  // namespace stratum::library
