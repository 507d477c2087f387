#pragma once

#include "stratum/library/tracks.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Playlists have an order and may hold a track several times; collections are sets, kept by hand or by a query. Tracks
/// in the bin keep their places; erased ones leave all lists.
///
/// As with `Tracks`, each change is one transaction or a part of the caller's, counts the version of its list up, and
/// is told as an event. Not thread-safe. Errors of every call: those of `store::Database`, and `not_found` for a list,
/// an entry or a track that is not there.
namespace stratum::library {

struct Playlist {
    Uuid id;
    std::string name;
    std::optional<std::string> description;
    std::int64_t tracks = 0;  ///< Entries.
    Seconds duration;
    Timestamp created_at;
    Timestamp updated_at;
    std::int64_t version = 1;
};

struct PlaylistEntry {
    Uuid id;
    std::int64_t position = 0;  ///< From 0.
    Timestamp added_at;
    TrackSummary track;
};

struct EntriesAdded {
    std::vector<Uuid> entries;
    Playlist playlist;
};

/// Absent leaves alone; a null in the description takes it away.
struct ListPatch {
    std::optional<std::string> name;
    Change<std::string> description;
    std::optional<std::string> query;  ///< Of collections that have one.
};

inline constexpr std::int64_t kMostEntries = 100'000;  ///< Of a playlist.

class Playlists {
  public:
    explicit Playlists(Library& library) : state_(library.state()) {}

    /// Errors: `invalid_argument` for a name of no letters or more than 200, or a description of more than 4000.
    Result<Playlist> create(std::string_view name, const std::optional<std::string>& description,
                            std::span<const Uuid> tracks = {});
    [[nodiscard]] Result<Playlist> get(const Uuid& playlist);
    /// By name; only those whose name holds `q`, capitals and accents aside.
    [[nodiscard]] Result<Page<Playlist>> list(std::string_view q, const PageRequest& page);
    Result<Playlist> update(const Uuid& playlist, const ListPatch& patch);
    Result<void> remove(const Uuid& playlist);

    [[nodiscard]] Result<Page<PlaylistEntry>> entries(const Uuid& playlist, const PageRequest& page);
    /// Before this entry; without it they come last. Errors: `invalid_argument` when there would be more than
    /// `kMostEntries`.
    Result<EntriesAdded> add(const Uuid& playlist, std::span<const Uuid> tracks,
                             const std::optional<Uuid>& before = {});
    /// In the order that they shall have. Errors: `invalid_argument` when one comes twice or is `before` itself.
    Result<Playlist> move(const Uuid& playlist, std::span<const Uuid> entries, const std::optional<Uuid>& before = {});
    Result<Playlist> take_out(const Uuid& playlist, const Uuid& entry);

  private:
    Result<std::vector<Bytes>> places(const Uuid& playlist, const std::optional<Uuid>& before, std::size_t count);
    Result<std::optional<std::vector<Bytes>>> try_places(const Uuid& playlist, const std::optional<Uuid>& before,
                                                         std::size_t count);
    Result<void> space_evenly(const Uuid& playlist);
    Result<Playlist> changed(const Uuid& playlist);

    Library::State& state_;
};

struct Collection {
    Uuid id;
    std::string name;
    std::optional<std::string> description;
    std::optional<std::string> query;  ///< As `TrackFilter::q`; absent for one that is kept by hand.
    std::int64_t tracks = 0;           ///< Of one that is kept by hand.
    Timestamp created_at;
    Timestamp updated_at;
    std::int64_t version = 1;
};

class Collections {
  public:
    explicit Collections(Library& library) : state_(library.state()) {}

    /// Kept by `query` if there is one. Errors: as `Playlists::create`; `invalid_argument` for a query that is not
    /// understood.
    Result<Collection> create(std::string_view name, const std::optional<std::string>& description,
                              const std::optional<std::string>& query = {});
    [[nodiscard]] Result<Collection> get(const Uuid& collection);
    [[nodiscard]] Result<Page<Collection>> list(std::string_view q, const PageRequest& page);
    Result<Collection> update(const Uuid& collection, const ListPatch& patch);
    Result<void> remove(const Uuid& collection);
    /// Those that are in it already stay. Errors: `invalid_argument` for one that is kept by a query, also of the next.
    Result<Collection> add(const Uuid& collection, std::span<const Uuid> tracks);
    /// Those that are not in it are passed over.
    Result<Collection> take_out(const Uuid& collection, std::span<const Uuid> tracks);

  private:
    Result<Collection> kept_by_hand(const Uuid& collection);
    Result<Collection> changed(const Uuid& collection);

    Library::State& state_;
};

}  // namespace stratum::library
