#include "sound.hpp"

#include "stratum/base/os/files.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/stored.hpp"
#include "stratum/platform/problem.hpp"

#include <algorithm>
#include <vector>

namespace stratum::audio {
namespace {

constexpr std::int64_t kWindow = std::int64_t{1} << 20;  ///< Fetched at a time from blobs that lie elsewhere.

/// A part of a blob, window by window: each is a request of its own, so that a listener who pauses holds none open.
class BlobPart final : public net::BodySource {
  public:
    BlobPart(store::Blobs& blobs, const store::BlobId& id, store::ByteRange range)
        : blobs_(blobs), id_(id), range_(range) {}

    Result<std::size_t> read(std::span<char> place) override {
        if (taken_ == window_.size()) STRATUM_TRY_VOID(fetch());
        const std::size_t count = std::min(place.size(), window_.size() - taken_);
        std::copy_n(window_.begin() + static_cast<std::ptrdiff_t>(taken_), count, place.begin());
        taken_ += count;
        return count;
    }

  private:
    Result<void> fetch() {
        window_.clear();
        taken_ = 0;
        const store::ByteRange next{range_.offset, std::min(range_.length, kWindow)};
        if (next.length == 0) return {};
        STRATUM_TRY_VOID(blobs_.get(id_, next, [&](std::span<const std::uint8_t> piece) -> Result<void> {
            window_.insert(window_.end(), piece.begin(), piece.end());
            return {};
        }));
        range_.offset += next.length;
        range_.length -= next.length;
        return {};
    }

    store::Blobs& blobs_;
    const store::BlobId id_;
    store::ByteRange range_;  ///< What is still to be fetched.
    std::vector<char> window_;
    std::size_t taken_ = 0;
};

/// Nothing when the file is not there.
Result<std::optional<Sound>> look_at(const platform::Services& services, library::TrackFile file) {
    Sound sound;
    if (library::is_stored(file.file.path)) {
        if (services.blobs == nullptr) return platform::no_place_for_files();
        const auto stored = library::parse_stored(file.file.path);
        if (stored) sound.blob = store::parse_blob_id(stored->key);
        if (!sound.blob) return std::optional<Sound>{};
        const auto info = services.blobs->stat(*sound.blob);
        if (!info && info.error().code == ErrorCode::not_found) return std::optional<Sound>{};
        if (!info) return info.error();
        sound.size = info->size;
    } else {
        const auto stat = stat_file(file.file.path);
        if (!stat) return std::optional<Sound>{};
        sound.size = stat->size;
    }
    sound.name = valid_utf8(file_name_of(file.file.path));
    sound.file = std::move(file);
    return std::optional{std::move(sound)};
}

}  // namespace

Result<Sound> find_sound(const platform::Services& services, const Uuid& workspace, const Uuid& track) {
    std::vector<library::TrackFile> files;
    {
        STRATUM_TRY(const auto lease, services.pool.read());
        auto library = library::Library::over(*lease, workspace, services.clock);
        STRATUM_TRY(auto details, library::Tracks{library}.details(track));
        files = std::move(details.files);
    }
    if (files.empty()) return error(ErrorCode::not_found, "this track has no file");
    for (auto& file : files) {
        STRATUM_TRY(auto sound, look_at(services, std::move(file)));
        if (sound) return std::move(*sound);
    }
    return error(ErrorCode::not_found, "the file of this track is not where it was", "search its folder again");
}

Result<net::Body> part_of(const platform::Services& services, const Sound& sound, std::int64_t offset,
                          std::int64_t length) {
    if (sound.blob && !services.blobs->file_of(*sound.blob))
        return net::Body{std::make_unique<BlobPart>(*services.blobs, *sound.blob, store::ByteRange{offset, length})};
    STRATUM_TRY(auto opened, open_sound(services, sound));
    return net::Body{net::FilePart{std::move(opened.file), offset, length}};
}

Result<OpenSound> open_sound(const platform::Services& services, const Sound& sound) {
    OpenSound opened;
    if (sound.blob) {
        const std::string folder = join_path(services.scratch, "heard");
        STRATUM_TRY_VOID(make_folders(folder));
        STRATUM_TRY(auto copy, store::BlobFile::open(*services.blobs, *sound.blob, folder));
        opened.copy.emplace(std::move(copy));
    }
    STRATUM_TRY(opened.file, os::open_regular_file(opened.copy ? opened.copy->path() : sound.file.file.path));
    return opened;
}

}  // namespace stratum::audio
