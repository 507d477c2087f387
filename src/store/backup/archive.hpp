#pragma once

#include "stratum/base/cbor.hpp"
#include "stratum/base/os/fd.hpp"
#include "stratum/crypto/hash.hpp"
#include "stratum/store/blobs/blobs.hpp"

#include <memory>
#include <string>

/// The file of a backup: a line that says what it is, then frames, then the BLAKE2b-256 of everything before. A frame
/// is a letter, the length of what follows in four bytes (little-endian), and that. What is cut off or damaged is
/// found.
namespace stratum::store {

constexpr std::string_view kArchiveBegin = "Stratum backup 1\n";
constexpr std::size_t kLongestFrame = std::size_t{1} << 28;

enum class FrameKind : std::uint8_t {
    header = 'H',  ///< CBOR: who made it, when, of which schema.
    table = 'T',   ///< CBOR: the name of a table and of its columns; its rows follow.
    rows = 'R',    ///< zlib over CBOR: an array of rows, each an array of values.
    blob = 'B',    ///< CBOR: name and size of a blob; its bytes follow.
    piece = 'P',   ///< Bytes of a blob.
    end = 'E',     ///< CBOR: how much there was.
};

struct Frame {
    FrameKind kind = FrameKind::end;
    Bytes payload;
};

/// Writes beside (`path` and ".part") and gives the file its name when it is whole and on the disk; without `finish`
/// nothing is left. Errors: as `file_error`.
class ArchiveWriter {
  public:
    static Result<ArchiveWriter> create(const std::string& path);
    ~ArchiveWriter();
    ArchiveWriter(ArchiveWriter&& other) noexcept;
    ArchiveWriter& operator=(ArchiveWriter&&) = delete;

    Result<void> add(FrameKind kind, std::span<const std::uint8_t> payload);
    Result<void> finish();
    [[nodiscard]] std::int64_t size() const { return size_; }

  private:
    ArchiveWriter(std::string path, os::Fd file) : path_(std::move(path)), file_(std::move(file)) {}
    Result<void> write(std::span<const std::uint8_t> bytes);
    std::string path_;
    os::Fd file_;
    crypto::Blake2b256 hash_;
    std::int64_t size_ = 0;
};

/// Reads frames; no length is trusted. After the frame `end` the hash has been compared, and only `end` proves that
/// the archive is whole. Errors: `corrupt` with what is wrong, and those of the source.
class ArchiveReader {
  public:
    explicit ArchiveReader(Blobs::Source source) : source_(std::move(source)) {}
    static Result<ArchiveReader> open(const std::string& path);
    Result<Frame> next();

  private:
    /// Fills `place`, or says that the archive ends too early.
    Result<void> fill(std::span<std::uint8_t> place);
    Blobs::Source source_;
    crypto::Blake2b256 hash_;
    bool begun_ = false;
};

[[nodiscard]] Result<Bytes> pack(std::span<const std::uint8_t> bytes);
/// Errors: `corrupt`, also for more than `kLongestFrame` bytes.
[[nodiscard]] Result<Bytes> unpack(std::span<const std::uint8_t> bytes);

}  // namespace stratum::store
