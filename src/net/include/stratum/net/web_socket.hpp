#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace stratum::net {

/// The far end of an open WebSocket. Thread-safe; may outlive the connection, and then sends nothing.
class WebSocketPeer {
  public:
    virtual ~WebSocketPeer() = default;
    /// Queues one text message. The text is shared, so that one event for thousands costs one copy. False when the
    /// connection is closed, or so slow that it was closed for it (code 1013).
    virtual bool send(std::shared_ptr<const std::string> text) = 0;
    virtual void close(int code, std::string_view reason) = 0;
};

/// Our end. Called on the connection's own thread, one call at a time; must not block.
class WebSocketHandler {
  public:
    virtual ~WebSocketHandler() = default;
    virtual void opened(std::shared_ptr<WebSocketPeer> peer) = 0;
    virtual void message(std::string_view text) = 0;
    virtual void closed() = 0;
};

}  // namespace stratum::net
