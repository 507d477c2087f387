#include "backup/archive.hpp"

#include "stratum/base/os/files.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

namespace stratum::store {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 18;

Error damaged(std::string_view what) {
    return error(ErrorCode::corrupt, "the backup is damaged: " + std::string{what},
                 "take an older backup; stratum backup --check FILE tells which are whole");
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string part_of(const std::string& path) { return path + ".part"; }

bool is_frame_kind(std::uint8_t letter) { return std::string_view{"HTRBPE"}.contains(static_cast<char>(letter)); }

}  // namespace

Result<ArchiveWriter> ArchiveWriter::create(const std::string& path) {
    const std::string part = part_of(path);
    os::Fd file{::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (!file) return file_error(errno, "cannot write", part);
    ArchiveWriter writer{path, std::move(file)};
    STRATUM_TRY_VOID(writer.write(bytes_of(kArchiveBegin)));
    return writer;
}

ArchiveWriter::ArchiveWriter(ArchiveWriter&& other) noexcept
    : path_(std::exchange(other.path_, {})), file_(std::move(other.file_)), hash_(other.hash_), size_(other.size_) {}

ArchiveWriter::~ArchiveWriter() {
    if (!path_.empty()) ::unlink(part_of(path_).c_str());
}

Result<void> ArchiveWriter::write(std::span<const std::uint8_t> bytes) {
    hash_.update(bytes);
    size_ += static_cast<std::int64_t>(bytes.size());
    while (!bytes.empty()) {
        const ssize_t count = ::write(file_.get(), bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return file_error(errno, "cannot write", path_);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return {};
}

Result<void> ArchiveWriter::add(FrameKind kind, std::span<const std::uint8_t> payload) {
    STRATUM_CHECK(payload.size() <= kLongestFrame);
    std::array<std::uint8_t, 5> head{static_cast<std::uint8_t>(kind)};
    for (std::size_t i = 0; i < 4; ++i) head[i + 1] = static_cast<std::uint8_t>(payload.size() >> (8U * i));
    STRATUM_TRY_VOID(write(head));
    return write(payload);
}

Result<void> ArchiveWriter::finish() {
    STRATUM_TRY_VOID(write(hash_.digest()));
    // A disk that is full may say so only now.
    if (::fsync(file_.get()) != 0) return file_error(errno, "cannot write", path_);
    if (::rename(part_of(path_).c_str(), path_.c_str()) != 0) return file_error(errno, "cannot write", path_);
    const std::string path = std::exchange(path_, {});
    const std::string folder = absolute_path(path).substr(0, absolute_path(path).rfind('/') + 1);
    return sync_folder(folder);
}

Result<ArchiveReader> ArchiveReader::open(const std::string& path) {
    auto opened = os::open_regular_file(path);
    if (!opened) {
        Error failure = opened.error().within("the backup " + valid_utf8(path));
        failure.hint = "name the file that stratum backup wrote";
        return failure;
    }
    os::Fd file = std::move(*opened);
    return ArchiveReader{[file = std::make_shared<os::Fd>(std::move(file)),
                          at = std::int64_t{0}](std::span<std::uint8_t> place) mutable -> Result<std::size_t> {
        STRATUM_TRY(const std::size_t count, os::read_at(file->get(), at, place));
        at += static_cast<std::int64_t>(count);
        return count;
    }};
}

Result<void> ArchiveReader::fill(std::span<std::uint8_t> place) {
    while (!place.empty()) {
        STRATUM_TRY(const std::size_t count, source_(place));
        if (count == 0) return damaged("it ends too early");
        place = place.subspan(count);
    }
    return {};
}

Result<Frame> ArchiveReader::next() {
    if (!begun_) {
        std::array<std::uint8_t, kArchiveBegin.size()> begin{};
        if (const auto read = fill(begin); !read || !std::ranges::equal(begin, bytes_of(kArchiveBegin)))
            return error(ErrorCode::corrupt, "this is no backup of Stratum, or one of a newer version",
                         "name a file that stratum backup made");
        hash_.update(begin);
        begun_ = true;
    }
    std::array<std::uint8_t, 5> head{};
    STRATUM_TRY_VOID(fill(head));
    hash_.update(head);
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length |= static_cast<std::size_t>(head[i + 1]) << (8U * i);
    if (!is_frame_kind(head[0]) || length > kLongestFrame) return damaged("a part of it has no known kind");
    Frame frame{.kind = static_cast<FrameKind>(head[0]), .payload = {}};
    // Memory grows with what is really there.
    while (frame.payload.size() < length) {
        const std::size_t before = frame.payload.size();
        frame.payload.resize(std::min(length, before + kPiece));
        STRATUM_TRY_VOID(fill(std::span{frame.payload}.subspan(before)));
    }
    hash_.update(frame.payload);
    if (frame.kind == FrameKind::end) {
        crypto::Hash256 told{};
        STRATUM_TRY_VOID(fill(told));
        if (told != hash_.digest()) return damaged("its bytes are not those that were written");
    }
    return frame;
}

Result<Bytes> pack(std::span<const std::uint8_t> bytes) {
    uLongf size = compressBound(bytes.size());
    Bytes packed(size);
    // Level 1: backups are made while people work.
    if (compress2(packed.data(), &size, bytes.data(), bytes.size(), 1) != Z_OK)
        return error(ErrorCode::internal, "zlib could not pack what is to be kept");
    packed.resize(size);
    return packed;
}

Result<Bytes> unpack(std::span<const std::uint8_t> bytes) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) return error(ErrorCode::internal, "zlib could not begin");
    struct End {
        z_stream& stream;
        ~End() { inflateEnd(&stream); }
    } const end{stream};
    stream.next_in = const_cast<Bytef*>(bytes.data());  // zlib only reads it
    stream.avail_in = static_cast<uInt>(bytes.size());
    Bytes unpacked;
    for (int code = Z_OK; code != Z_STREAM_END;) {
        if (unpacked.size() >= kLongestFrame) return damaged("its rows are larger than any can be");
        const std::size_t before = unpacked.size();
        unpacked.resize(before + kPiece);
        stream.next_out = unpacked.data() + before;
        stream.avail_out = static_cast<uInt>(kPiece);
        code = inflate(&stream, Z_NO_FLUSH);
        unpacked.resize(before + kPiece - stream.avail_out);
        if (code != Z_OK && code != Z_STREAM_END) return damaged("its rows can not be unpacked");
    }
    return unpacked;
}

}  // namespace stratum::store
