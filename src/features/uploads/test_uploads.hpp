#pragma once

#include "place.hpp"
#include "rows.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/lists.hpp"
#include "stratum/platform/test_server.hpp"
#include "stratum/signatures/digest.hpp"
#include "stratum/store/jobs/job_store.hpp"
#include "stratum/uploads/feature.hpp"

/// A server that takes uploads, for the tests of this feature.
namespace stratum::uploads {

class UploadServer : public platform::ServerTest {
  protected:
    void SetUp() override {
        ServerTest::SetUp();
        if (IsSkipped()) return;
        auto uploads = feature();
        uploads.migrations.push_back(library::migrations());
        uploads.permissions.push_back({"playlists.write", "make playlists", account::Tag::contribute});
        settings_["uploads.reserve"] = "0";
        start({uploads});
    }
    static std::string encoded(std::string_view text) {
        return to_base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }
    /// Bytes that are no pattern, so that any that is lost or doubled changes the hash.
    static std::string noise(std::size_t size, std::uint32_t seed = 1) {
        std::string bytes(size, '\0');
        for (char& byte : bytes) byte = static_cast<char>((seed = seed * 1664525U + 1013904223U) >> 24U);
        return bytes;
    }
    static std::string checksum(std::string_view algorithm, std::string_view bytes) {
        auto digest = signatures::Digest::of(algorithm).value();
        digest.update({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
        return std::string{algorithm} + " " + to_base64(digest.finish());
    }
    static crypto::Hash256 hash_of(std::string_view bytes) {
        return crypto::blake2b_256({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    }
    static net::Headers tus(net::Headers more = {}) {
        more.set("Tus-Resumable", "1.0.0");
        return more;
    }
    Reply begin(std::size_t length, const std::string& metadata = "filename YS53YXY=", std::string body = {},
                net::Headers headers = {}) {
        headers.set("Upload-Length", std::to_string(length));
        headers.set("Upload-Metadata", metadata);
        if (!body.empty()) headers.set("Content-Type", "application/offset+octet-stream");
        return send(net::Method::post, "/api/v1/uploads", std::move(body), tus(std::move(headers)));
    }
    /// The address of a new upload.
    std::string begun(std::size_t length, const std::string& metadata = "filename YS53YXY=") {
        const auto reply = begin(length, metadata);
        EXPECT_EQ(reply.status, 201) << reply.body;
        return std::string{reply.headers.get("Location")};
    }
    static net::Headers part(std::size_t offset, const std::string& sum = {}) {
        net::Headers headers{{"Upload-Offset", std::to_string(offset)},
                             {"Content-Type", "application/offset+octet-stream"}};
        if (!sum.empty()) headers.set("Upload-Checksum", sum);
        return tus(std::move(headers));
    }
    Reply patch(const std::string& url, std::size_t offset, std::string body, const std::string& sum = {}) {
        return send(net::Method::patch, url, std::move(body), part(offset, sum));
    }
    Reply head(const std::string& url) { return send(net::Method::head, url, {}, tus()); }
    /// As it is told.
    std::size_t offset_of(const std::string& url) {
        const auto reply = head(url);
        EXPECT_EQ(reply.status, 200) << reply.body;
        return static_cast<std::size_t>(parse_integer(reply.headers.get("Upload-Offset")).value_or(-1));
    }
    static Uuid id_of(const std::string& url) { return parse_uuid(url.substr(url.rfind('/') + 1)).value(); }
    std::vector<store::Job> jobs() {
        auto lease = services_->pool.read();
        return store::list_jobs(**lease, workspace_, {.kind = "analyse"}).value();
    }
    Bytes stored(const store::BlobId& id) {
        Bytes bytes;
        EXPECT_TRUE(blobs_->get(id, {}, [&](std::span<const std::uint8_t> piece) -> Result<void> {
            bytes.insert(bytes.end(), piece.begin(), piece.end());
            return {};
        }));
        return bytes;
    }
};

}  // namespace stratum::uploads
