#include "serve/distant_blobs.hpp"

namespace stratum::app {
namespace {

class DistantBlobs final : public store::Blobs {
  public:
    DistantBlobs(std::unique_ptr<store::Blobs> blobs, Logger log) : blobs_(std::move(blobs)), log_(std::move(log)) {}

    Result<store::BlobInfo> put(const Source& source, std::stop_token stop) override {
        bool theirs = false;
        const Source watched = [&](std::span<std::uint8_t> place) {
            auto read = source(place);
            theirs = theirs || !read;
            return read;
        };
        auto put = blobs_->put(watched, std::move(stop));
        return theirs ? std::move(put) : told(std::move(put));
    }
    Result<store::BlobInfo> put_file(const std::string& path, std::stop_token stop, const Named& named) override {
        bool theirs = false;
        const Named watched = [&](const store::BlobId& id) {
            auto noted = named ? named(id) : Result<void>{};
            theirs = theirs || !noted;
            return noted;
        };
        auto put = blobs_->put_file(path, std::move(stop), watched);
        return theirs ? std::move(put) : told(std::move(put));
    }
    Result<void> get(const store::BlobId& id, store::ByteRange range, const Sink& sink, std::stop_token stop) override {
        bool theirs = false;
        const Sink watched = [&](std::span<const std::uint8_t> piece) {
            auto taken = sink(piece);
            theirs = theirs || !taken;
            return taken;
        };
        auto got = blobs_->get(id, range, watched, std::move(stop));
        return theirs ? std::move(got) : told(std::move(got));
    }
    Result<store::BlobInfo> stat(const store::BlobId& id) override { return told(blobs_->stat(id)); }
    [[nodiscard]] std::optional<std::string> file_of(const store::BlobId& id) const override {
        return blobs_->file_of(id);
    }
    Result<void> remove(const store::BlobId& id) override { return told(blobs_->remove(id)); }
    Result<void> list(const std::function<Result<void>(const store::BlobInfo& info)>& each,
                      std::stop_token stop) override {
        bool theirs = false;
        const auto watched = [&](const store::BlobInfo& info) {
            auto taken = each(info);
            theirs = theirs || !taken;
            return taken;
        };
        auto listed = blobs_->list(watched, std::move(stop));
        return theirs ? std::move(listed) : told(std::move(listed));
    }
    Result<void> check() override { return blobs_->check(); }

  private:
    template <typename T>
    Result<T> told(Result<T> result) const {
        if (result) return result;
        const ErrorCode code = result.error().code;
        if (code != ErrorCode::io && code != ErrorCode::timeout && code != ErrorCode::permission_denied) return result;
        log_.warning("the store of files does not answer as it should", {{"error", result.error().text()}});
        return error(ErrorCode::busy, "the store that keeps files does not answer at the moment",
                     "try again in a while");
    }

    std::unique_ptr<store::Blobs> blobs_;
    Logger log_;
};

}  // namespace

std::unique_ptr<store::Blobs> distant_blobs(std::unique_ptr<store::Blobs> blobs, Logger log) {
    return std::make_unique<DistantBlobs>(std::move(blobs), std::move(log));
}

}  // namespace stratum::app
