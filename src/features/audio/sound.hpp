#pragma once

#include "stratum/base/ids.hpp"
#include "stratum/base/result.hpp"
#include "stratum/library/tracks.hpp"
#include "stratum/net/http.hpp"
#include "stratum/platform/call.hpp"
#include "stratum/store/blobs/blob_file.hpp"
#include "stratum/store/blobs/blobs.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace stratum::audio {

/// One file of a track, wherever it lies.
struct Sound {
    library::TrackFile file;
    std::optional<store::BlobId> blob;  ///< Of one that the server keeps.
    std::int64_t size = 0;
    std::string name;  ///< What a person calls it: "01 Song.flac".
};

/// The oldest file of a track that is there. Errors: `not_found`; `busy` where the server has no place for files.
[[nodiscard]] Result<Sound> find_sound(const platform::Services& services, const Uuid& workspace, const Uuid& track);

/// A part of it as it is, without taking memory for it.
[[nodiscard]] Result<net::Body> part_of(const platform::Services& services, const Sound& sound, std::int64_t offset,
                                        std::int64_t length);

/// It as an open file; `copy` holds that, where it had to be fetched.
struct OpenSound {
    os::Fd file;
    std::optional<store::BlobFile> copy;
};
[[nodiscard]] Result<OpenSound> open_sound(const platform::Services& services, const Sound& sound);

}  // namespace stratum::audio
