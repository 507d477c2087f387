#include "stratum/store/blobs/folder_blobs.hpp"

#include "spool.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/os/files.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace stratum::store {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 18;

class FolderBlobs final : public Blobs {
  public:
    explicit FolderBlobs(std::string folder) : folder_(std::move(folder)) {}

    Result<BlobInfo> put(const Source& source, std::stop_token stop) override {
        STRATUM_TRY(auto spool, Spool::fill(incoming(), source, stop));
        const std::string path = path_of(spool.id());
        STRATUM_TRY_VOID(make_synced_folder(folder_of(path)));
        STRATUM_TRY_VOID(spool.move_to(path));
        return stat(spool.id());
    }

    Result<BlobInfo> put_file(const std::string& path, std::stop_token stop, const Named& named) override {
        // A second name, which becomes the blob's; so a program that is killed at any point leaves the file as it was.
        const std::string twin = join_path(incoming(), to_text(IdSource::random()));
        if (::link(path.c_str(), twin.c_str()) != 0) return Blobs::put_file(path, stop, named);  // another disk
        const auto kept = keep(twin, stop, named);
        // Where the blob had been this very file, renaming it was nothing to do.
        ::unlink(twin.c_str());
        return kept;
    }

    [[nodiscard]] std::optional<std::string> file_of(const BlobId& id) const override { return path_of(id); }

    Result<void> get(const BlobId& id, ByteRange range, const Sink& sink, std::stop_token stop) override {
        auto opened = os::open_regular_file(path_of(id));
        if (!opened) return missing(id, opened.error());
        STRATUM_TRY(const std::int64_t size, os::file_size(opened->get()));
        if (range.offset < 0 || range.length < 0 || range.offset > size)
            return error(ErrorCode::invalid_argument, "a part was asked for that begins beyond the end of its blob");
        std::int64_t left = std::min(range.length, size - range.offset);
        std::vector<std::uint8_t> piece(static_cast<std::size_t>(std::min<std::int64_t>(left, kPiece)));
        for (std::int64_t offset = range.offset; left > 0;) {
            if (stop.stop_requested()) return error(ErrorCode::cancelled, "reading a blob was cancelled");
            const auto wanted = std::span{piece}.first(static_cast<std::size_t>(std::min<std::int64_t>(left, kPiece)));
            STRATUM_TRY(const std::size_t count, os::read_at(opened->get(), offset, wanted));
            if (count == 0)
                return error(ErrorCode::corrupt,
                             "the blob " + crypto::to_hex(id) + " became shorter while it was read");
            STRATUM_TRY_VOID(sink(wanted.first(count)));
            offset += static_cast<std::int64_t>(count);
            left -= static_cast<std::int64_t>(count);
        }
        return {};
    }

    Result<BlobInfo> stat(const BlobId& id) override {
        const auto stat = stat_file(path_of(id), Links::keep);
        if (!stat) return missing(id, stat.error());
        return BlobInfo{.id = id, .size = stat->size, .stored_at = {stat->modified_ns / 1'000'000}};
    }

    Result<void> remove(const BlobId& id) override {
        const std::string path = path_of(id);
        if (::unlink(path.c_str()) != 0 && errno != ENOENT) return file_error(errno, "cannot remove", path);
        // Whoever asked forgets it now, so it must not come back after a power cut.
        const auto synced = sync_folder(folder_of(path));
        return synced || synced.error().code == ErrorCode::not_found ? Result<void>{} : synced;
    }

    Result<void> list(const std::function<Result<void>(const BlobInfo&)>& each, std::stop_token stop) override {
        STRATUM_TRY(const auto first, list_folder(folder_));
        for (const auto& a : first) {
            if (!is_fan(a)) continue;
            const std::string outer = join_path(folder_, a.name);
            STRATUM_TRY(const auto second, list_folder(outer));
            for (const auto& b : second) {
                if (!is_fan(b)) continue;
                STRATUM_TRY(const auto files, list_folder(join_path(outer, b.name)));
                for (const auto& file : files) {
                    if (stop.stop_requested()) return error(ErrorCode::cancelled, "listing blobs was cancelled");
                    const auto id = parse_blob_id(file.name);
                    if (!id || path_of(*id) != join_path(join_path(outer, b.name), file.name)) continue;
                    const auto info = stat(*id);
                    if (!info && info.error().code == ErrorCode::not_found) continue;  // removed in the meantime
                    if (!info) return info.error();
                    STRATUM_TRY_VOID(each(*info));
                }
            }
        }
        return {};
    }

    Result<void> check() override {
        if (!is_writable_folder(incoming()))
            return error(ErrorCode::permission_denied, "the folder of blobs " + folder_ + " can not be written",
                         "check that its disk is there and its permissions");
        struct statvfs disk{};
        if (::statvfs(folder_.c_str(), &disk) != 0) return file_error(errno, "cannot look at the disk of", folder_);
        if (disk.f_bavail == 0)
            return error(ErrorCode::no_space, "the disk of the blobs in " + folder_ + " is full",
                         "make room on the disk and try again");
        return {};
    }

  private:
    static bool is_fan(const FolderEntry& entry) { return entry.kind == FileKind::folder && entry.name.size() == 2; }
    static std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }
    [[nodiscard]] std::string incoming() const { return join_path(folder_, "incoming"); }
    [[nodiscard]] std::string path_of(const BlobId& id) const {
        const std::string name = crypto::to_hex(id);
        return folder_ + "/" + name.substr(0, 2) + "/" + name.substr(2, 2) + "/" + name;
    }
    static Error missing(const BlobId& id, const Error& why) {
        if (why.code != ErrorCode::not_found) return why;
        return error(ErrorCode::not_found, "there is no blob " + crypto::to_hex(id));
    }

    /// The file gets the place that its bytes name.
    Result<BlobInfo> keep(const std::string& path, const std::stop_token& stop, const Named& named) {
        STRATUM_TRY(const auto file, os::open_regular_file(path));
        STRATUM_TRY(const BlobId id, blob_id_of(file, stop));
        if (named) STRATUM_TRY_VOID(named(id));
        if (::fsync(file.get()) != 0) return file_error(errno, "cannot write", path);
        const std::string place = path_of(id);
        const std::string folder = folder_of(place);
        STRATUM_TRY_VOID(make_synced_folder(folder));
        if (::rename(path.c_str(), place.c_str()) != 0) return file_error(errno, "cannot write", place);
        STRATUM_TRY_VOID(sync_folder(folder));
        return stat(id);
    }

    /// The two folders above a blob must survive a power cut as well, also where they are there: whoever made them may
    /// not have come to the syncing yet.
    Result<void> make_synced_folder(const std::string& folder) const {
        STRATUM_TRY_VOID(make_folders(folder));
        for (const std::string& above : {folder_of(folder), folder_}) STRATUM_TRY_VOID(sync_folder(above));
        return {};
    }

    const std::string folder_;
};

}  // namespace

Result<std::unique_ptr<Blobs>> open_folder_blobs(const std::string& folder, const Clock& clock) {
    const std::string whole = absolute_path(folder);
    STRATUM_TRY_VOID(make_lasting_folders(join_path(whole, "incoming")));
    remove_old_spools(join_path(whole, "incoming"), clock.now());
    return std::unique_ptr<Blobs>{std::make_unique<FolderBlobs>(whole)};
}

}  // namespace stratum::store
