"""A listening socket that outlives the servers that serve it, one after the other."""
import socket
import subprocess

BACKLOG = 1024  # connections that wait while nobody serves


class KeptSocket:
    """What systemd does for a service with a socket: it listens, and passes the socket as descriptor 3."""

    def __init__(self):
        self.socket = socket.create_server(('127.0.0.1', 0), backlog=BACKLOG)

    @property
    def port(self):
        return self.socket.getsockname()[1]

    def start(self, command, pid='$$', **options):
        """Starts a program that serves it. The options are subprocess.Popen's; another pid means another process."""
        shell = 'LISTEN_PID=%s LISTEN_FDS=1 exec "$@" 3<&%d' % (pid, self.socket.fileno())
        return subprocess.Popen(['bash', '-c', shell, 'bash', *map(str, command)], pass_fds=[self.socket.fileno()], **options)

    def close(self):
        self.socket.close()
