# What a new Request Tracker is filled with: users and their rights, queues, catalogs, custom fields.
# Form: RT's "initialdata" (docs.bestpractical.com/rt/5.0/initialdata.html).
use strict;
use warnings;
our (@Users, @Groups, @ACL, @Queues, @Catalogs, @CustomFields, @Final);

@Users = map { { Name => $_, Privileged => 1, EmailAddress => "$_\@meridian.test" } }
    qw(reader narrow commentator editor blind);
push @Users, { Name => 'jdoe', RealName => 'Jane Doe', EmailAddress => 'jdoe@meridian.test', Privileged => 0 };
push @Users, { Name => 'asato', RealName => 'Aiko Sato', EmailAddress => 'asato@meridian.test', Privileged => 1 };
@Groups = ({ Name => 'Platform team' });
@Queues = ({ Name => 'Helpdesk' }, { Name => 'Payroll' });
@Catalogs = map { { Name => $_, Lifecycle => 'assets' } } ('Laptops', "Bob's servers", 'Furniture');
@CustomFields = map {
    {   Name => $_->[0], Type => $_->[1], LookupType => 'RT::Catalog-RT::Asset', MaxValues => 1 }
} (
    ['Type', 'Freeform'], ['Serial Number', 'Freeform'], ['Manufacturer', 'Freeform'],
    ['Location', 'Freeform'], ['Warranty ends', 'Date'], ['Bought', 'DateTime'],
    ['IP', 'IPAddress'], ['Criticality', 'Freeform'], ['Colour', 'Freeform'],
);

my @read_assets = qw(ShowCatalog ShowAsset SeeCustomField);
my @read_tickets = qw(SeeQueue ShowTicket);
@ACL = (
    (map { { UserId => 'reader', Right => $_ } } @read_assets, @read_tickets),
    (map { { UserId => 'commentator', Right => $_ } } @read_assets, @read_tickets, 'ShowTicketComments'),
    (map { { UserId => 'editor', Right => $_ } } @read_assets, @read_tickets,
        qw(CreateAsset ModifyAsset CreateTicket ReplyToTicket ModifyTicket)),
    (map { { UserId => 'narrow', ObjectType => 'RT::Catalog', ObjectId => 'Laptops', Right => $_ } }
        qw(ShowCatalog ShowAsset)),
    (map { { UserId => 'narrow', Queue => 'Helpdesk', Right => $_ } } @read_tickets),
);
# Nobody is to be mailed, and each ticket is quicker for it.
@Final = (sub {
    my $scrips = RT::Scrips->new(RT->SystemUser);
    $scrips->UnLimit;
    while (my $scrip = $scrips->Next) { $scrip->SetDisabled(1) }
});
1;
