#include "session.hpp"

namespace stratum::net {

void serve_plain(Loop& loop, std::shared_ptr<ServerState> state, asio::ip::tcp::socket socket, Callers::Place place) {
    run_session(loop, std::move(state), PlainStream{std::move(socket)}, std::move(place));
}

}  // namespace stratum::net
