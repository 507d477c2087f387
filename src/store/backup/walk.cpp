#include "backup/contents.hpp"
#include "backup/values.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>

namespace stratum::store {
namespace {

Error disordered(std::string_view what) {
    return error(ErrorCode::corrupt, "the backup is damaged: " + std::string{what}, "take an older backup");
}

/// A part as it was written; what can not be read is told as damage of the backup.
template <class Part>
Result<Part> part_of(std::span<const std::uint8_t> payload) {
    auto part = from_cbor<Part>(payload);
    if (!part) return disordered(part.error().message);
    return part;
}

class Walk {
  public:
    Walk(ArchiveReader& archive, const ArchiveVisitor& visitor, const std::stop_token& stop)
        : archive_(archive), visitor_(visitor), stop_(stop) {}

    Result<BackupFacts> run() {
        STRATUM_TRY(Frame frame, archive_.next());
        if (frame.kind != FrameKind::header) return disordered("it does not begin with its header");
        STRATUM_TRY(const auto header, part_of<ArchiveHeader>(frame.payload));
        facts_.program = header.program;
        facts_.engine = header.engine;
        facts_.made_at = {header.made_at};
        facts_.schema = header.schema;
        STRATUM_TRY_VOID(visitor_.header(header));
        for (;;) {
            if (stop_.stop_requested()) return error(ErrorCode::cancelled, "reading the backup was cancelled");
            STRATUM_TRY(frame, archive_.next());
            if (frame.kind == FrameKind::end) break;
            STRATUM_TRY_VOID(take(frame));
        }
        STRATUM_TRY(const auto end, part_of<ArchiveEnd>(frame.payload));
        if (end.tables != facts_.tables || end.rows != facts_.rows || end.blobs != facts_.blobs)
            return disordered("it holds another number of rows or blobs than it says");
        return facts_;
    }

  private:
    Result<void> take(const Frame& frame) {
        switch (frame.kind) {
            case FrameKind::table: {
                STRATUM_TRY(table_, part_of<ArchiveTable>(frame.payload));
                ++facts_.tables;
                return visitor_.table(table_);
            }
            case FrameKind::rows:
                if (facts_.tables == 0) return disordered("rows come before a table");
                return rows(frame.payload);
            case FrameKind::blob:
                return blob(frame.payload);
            default:
                return disordered("a part stands where it does not belong");
        }
    }

    Result<void> rows(std::span<const std::uint8_t> packed) {
        STRATUM_TRY(const Bytes bytes, unpack(packed));
        CborReader reader{bytes};
        STRATUM_TRY(const std::size_t count, reader.array());
        for (std::size_t i = 0; i < count; ++i) {
            auto values = read_row(reader, table_.columns.size());
            if (!values) return disordered(values.error().message);
            ++facts_.rows;
            if (visitor_.row) STRATUM_TRY_VOID(visitor_.row(std::move(*values)));
        }
        return {};
    }

    Result<void> blob(std::span<const std::uint8_t> payload) {
        STRATUM_TRY(const auto blob, part_of<ArchiveBlob>(payload));
        ++facts_.blobs;
        std::int64_t left = blob.size;
        Frame piece;
        std::size_t used = 0;
        const Blobs::Source source = [&](std::span<std::uint8_t> place) -> Result<std::size_t> {
            if (used == piece.payload.size()) {
                if (left == 0) return std::size_t{0};
                STRATUM_TRY(piece, archive_.next());
                used = 0;
                if (piece.kind != FrameKind::piece || piece.payload.empty() ||
                    static_cast<std::int64_t>(piece.payload.size()) > left)
                    return disordered("the bytes of a blob are not those that were told");
                left -= static_cast<std::int64_t>(piece.payload.size());
            }
            const std::size_t count = std::min(place.size(), piece.payload.size() - used);
            std::ranges::copy_n(piece.payload.begin() + static_cast<std::ptrdiff_t>(used),
                                static_cast<std::ptrdiff_t>(count), place.begin());
            used += count;
            return count;
        };
        if (visitor_.blob) STRATUM_TRY_VOID(visitor_.blob(blob, source));
        Bytes rest(std::size_t{1} << 16);
        for (std::size_t count = 1; count > 0;) {
            STRATUM_TRY(count, source(rest));
        }
        return {};
    }

    ArchiveReader& archive_;
    const ArchiveVisitor& visitor_;
    const std::stop_token& stop_;
    ArchiveTable table_;
    BackupFacts facts_;
};

}  // namespace

Result<BackupFacts> walk(ArchiveReader& archive, const ArchiveVisitor& visitor, const std::stop_token& stop) {
    return Walk{archive, visitor, stop}.run();
}

}  // namespace stratum::store
