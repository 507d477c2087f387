#pragma once

#include "stratum/analysis/analysers.hpp"
#include "stratum/analysis/report.hpp"
#include "stratum/analysis/tempo_prior.hpp"
#include "stratum/base/cbor.hpp"
#include "stratum/base/clock.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/os/files.hpp"
#include "stratum/library/corrections.hpp"
#include "stratum/media/decoder.hpp"
#include "stratum/media/tags.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Plain values that go into the library and come out of it.
namespace stratum::library {

/// Audio that the server keeps itself, such as uploads, has no path on a disk: it is recorded as "stored:", the key of
/// its blob, a slash, and the name it came with. It is always where it was.
inline constexpr std::string_view kStored = "stored:";
[[nodiscard]] inline bool is_stored(std::string_view path) { return path.starts_with(kStored); }

/// What one analyser made of one content, as CBOR; empty when it ran and there was nothing to tell.
struct Part {
    analysis::AnalyserId analyser{};
    Bytes payload;
};

/// All that was found out about one file in one reading of it.
struct Heard {
    std::string path;  ///< Canonical, bytes as the system has them.
    FileStat stat;     ///< From before the reading, so that a change during it is seen the next time.
    media::ContentId content{};
    media::MediaInfo media;
    media::Tags tags;
    std::string warning;      ///< One sentence about damage that could be read past, found in decoding; usually empty.
    std::int64_t frames = 0;  ///< Decoded; 0 when the content was known and nothing needed to be decoded.
    std::vector<Part> parts;  ///< Of the analysers that were missing (or of all, when forced); empty: not decoded.
    std::optional<analysis::TempoPrior> tempo_prior;  ///< That the parts were heard with.
};

/// What a file says of the genre of its content.
struct FileGenre {
    std::string path;
    std::string genre;  ///< Of its tags; empty without.
};

/// What happened to a file since it was last seen.
enum class FileChange : std::uint8_t {
    added,      ///< A new track.
    duplicate,  ///< A further file of a track that is known and still has its other file.
    moved,      ///< The file of a known track, under a new name or in a new place.
    updated,    ///< Same place, same audio, but tags or time differ.
    replaced,   ///< Same place, audio that is new; the track stays, unless the old audio is found elsewhere.
};
[[nodiscard]] std::string_view name_of(FileChange change);

struct Recorded {
    Uuid track;
    Uuid file;
    FileChange change = FileChange::added;
    int analyses = 0;     ///< Rows written.
    std::string warning;  ///< As `FileRecord` has it from now on: of this decoding, or of an earlier one.
    bool silent = false;
};

/// A file as the library knows it, without its analyses.
struct FileRecord {
    Uuid id;
    Uuid track;
    media::ContentId content{};
    std::string path;
    FileStat stat;
    std::string warning;  ///< About damage that was read past; that of its audio where the file itself was not decoded.
    bool silent = false;  ///< All of it.
};

/// A track that a query found, by one of its files.
struct Match {
    Uuid file;
    Uuid track;
    media::ContentId content{};
    analysis::Report report;
};

/// One file of a track with everything that is known about it.
struct TrackView {
    FileRecord file;
    media::MediaInfo media;
    media::Tags tags;
    analysis::Report report;                ///< As it is shown: the analysis with corrections over it.
    std::vector<CorrectedField> corrected;  ///< The fields that a person set,
    analysis::Report heard;                 ///< and what the analysis has there; all else is absent.
    analysis::AnalyserSet stale;  ///< Parts that are missing or were made by other versions than this program's.
    std::optional<Timestamp> analysed_at;  ///< Of the newest row.
    std::vector<std::string> other_files;  ///< Paths of the track's further files.
};

}  // namespace stratum::library
