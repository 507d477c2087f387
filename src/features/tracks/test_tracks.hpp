#pragma once

#include "stratum/account/api_keys.hpp"
#include "stratum/account/workspaces.hpp"
#include "stratum/library/library.hpp"
#include "stratum/platform/test_server.hpp"
#include "stratum/tracks/feature.hpp"

/// A server with tracks that were never on a disk, for the tests of this feature.
namespace stratum::tracks {

class TrackServer : public platform::ServerTest {
  protected:
    using Titles = std::vector<std::string>;
    void SetUp() override {
        ServerTest::SetUp();
        if (IsSkipped()) return;
        auto tracks = feature();
        tracks.migrations.push_back(library::migrations());
        // Declared by the feature that hears; asked for here when many tracks are to be heard.
        tracks.permissions.push_back({"analyses.run", "have tracks heard (again)", account::Tag::analyse});
        start({tracks});
    }
    /// A track with these tags, in this workspace or another; its id.
    std::string add(const std::string& title, const std::string& artist, const std::optional<Uuid>& workspace = {}) {
        return add_at("/music/" + std::to_string(added_ + 1) + ".flac", title, artist, workspace);
    }
    std::string add_at(const std::string& path, const std::string& title, const std::string& artist,
                       const std::optional<Uuid>& workspace = {}) {
        ++added_;
        library::Heard heard{
            .path = path,
            .stat = {.kind = FileKind::regular,
                     .size = added_,
                     .modified_ns = added_,
                     .inode = static_cast<std::uint64_t>(added_)},
            .media = {.container = "flac", .codec = "flac", .lossless = true, .rate = SampleRate{44100}, .channels = 2},
            .tags = {.title = title, .artist = artist},
            .frames = 44100 * added_};
        heard.content[0] = static_cast<std::uint8_t>(added_);
        clock_.advance(Seconds{1.0});
        const auto recorded = services_->change([&](store::Database& database) {
            auto library = library::Library::over(database, workspace.value_or(workspace_), clock_);
            return library.record(heard);
        });
        EXPECT_TRUE(recorded) << (recorded ? "" : recorded.error().text());
        return recorded ? to_text(recorded->track) : "";
    }
    /// The headers of somebody on another computer, who may do anything here.
    net::Headers elsewhere() {
        const auto key = services_->change([&](store::Database& database) -> Result<account::MadeApiKey> {
            const auto as = [&](const account::Actor& actor) {
                return account::Call{.actor = actor,
                                     .address = {},
                                     .now = clock_.now(),
                                     .ids = ids_,
                                     .permissions = *catalogue_,
                                     .policy = policy_};
            };
            STRATUM_TRY(const Uuid user,
                        account::create_user(database, as(account::system_actor()), {.email = "ann@example.org"}));
            STRATUM_TRY_VOID(account::add_member(database, as(account::system_actor()), workspace_, user, "owner"));
            return account::create_api_key(
                database, as({.kind = account::ActorKind::session, .user = user}), workspace_,
                {.name = "a key",
                 .scopes = {"tracks.read", "tracks.write", "playlists.write", "collections.write"},
                 .expires_at = {}});
        });
        EXPECT_TRUE(key) << (key ? "" : key.error().text());
        return {{"X-Forwarded-For", "203.0.113.9"}, {"Authorization", "Bearer " + (key ? key->key : "")}};
    }
    std::vector<std::string> titles(const std::string& target) {
        const auto reply = get(target);
        EXPECT_EQ(reply.status, 200) << reply.body;
        std::vector<std::string> out;
        const auto json = reply.json();
        for (const auto& item : *json.find("items")->array()) out.push_back(item.text("title"));
        return out;
    }
    std::int64_t added_ = 0;
};

}  // namespace stratum::tracks
